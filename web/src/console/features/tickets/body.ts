import { kept } from '@shared/forms/walk';
import { type Content, type PublishedForm, type RegulatorCase, ways } from './api';
import type { Subject } from './subject';

/** What a browser's field for day and time holds, as the server takes it; '' when it holds none. */
const instant = (local: string): string => {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
};

const caseOf = ({ code, case_no, received_on, due_at }: RegulatorCase) => ({
  code,
  case_no,
  ...(received_on && { received_on }),
  ...(instant(due_at) && { due_at: instant(due_at) }),
});

const isRegulated = (content: Content) => content.kind === 'complaint' && content.regulator.code !== '';

/** How it reached us: a callback is a call too, what a regulator passes on comes from him. */
const originOf = (content: Content, subject: Subject) => {
  if (subject.callId || subject.surveyCase) return 'call';
  return isRegulated(content) ? 'regulator' : content.origin || ways[0];
};

/** The acceptance as the server takes it: what is empty is left out, what the customer's file knows too. */
export function bodyOf(content: Content, subject: Subject, form: PublishedForm | undefined) {
  const { severity, repeat_of, caller_name, caller_number, answers, product_id, regulator, ...plain } =
    content;
  const customer = subject.customer?.customer_id;
  return {
    ...plain,
    origin: originOf(content, subject),
    ...(subject.callId && { call_id: subject.callId }),
    ...(subject.aboutOrder && { about_order_id: subject.aboutOrder }),
    ...(subject.surveyCase && { survey_case_id: subject.surveyCase }),
    draft_slot: subject.slot,
    ...(severity && { severity }),
    ...(repeat_of && { repeat_of }),
    ...(product_id && { product_id }),
    ...(isRegulated(content) && { regulator: caseOf(regulator) }),
    ...(customer ? { customer_id: customer } : { caller_name, caller_number }),
    ...(form && { form_version: form.version, answers: kept(form.definition, answers) }),
  };
}

/** What decides when and by whom it would be dealt with, as a question to the server. */
export function questionOf(content: Content, subject: Subject): Record<string, string> {
  const { regulator } = content;
  const customer = subject.customer?.customer_id ?? '';
  return {
    kind: content.kind,
    category_code: content.category_code,
    severity: content.severity,
    customer_id: customer,
    caller_number: customer ? '' : content.caller_number,
    address: content.address.trim(),
    resource: content.resource,
    is_settled_now: content.is_settled_now ? 'true' : '',
    ...(isRegulated(content) && {
      regulator_code: regulator.code,
      regulator_received_on: regulator.received_on,
      regulator_due_at: instant(regulator.due_at),
    }),
  };
}
