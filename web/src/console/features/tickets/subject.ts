import type { CallView, Pop } from '@shared/rt/events';
import { type Content, type Kind, kinds } from './api';

/** Whom a ticket is for, and what is known before anybody writes. `slot` names its draft. */
export interface Subject {
  slot: string;
  callId: string | null;
  customer: Pick<Pop, 'customer_id' | 'address' | 'products'> | null;
  number: string;
  kind: Kind;
  description: string;
  /** What the flow has noted of the caller, by the names of its variables: codes, never words. */
  ivr: CallView['ivr'];
  /** The work order, and the callback, that it is about. */
  aboutOrder: string;
  surveyCase: string;
  isForemost: boolean;
}

/** The variable in which a flow notes of what kind the caller's wish is. */
const KIND = 'ticket_kind';

export const subjectOf = (call: CallView): Subject => ({
  slot: call.call_id,
  callId: call.call_id,
  customer: call.customer,
  number: call.direction === 'outbound' ? call.called : call.caller.number,
  kind: kinds.find((kind) => kind === call.ivr[KIND]) ?? 'report',
  description: '',
  ivr: call.ivr,
  aboutOrder: '',
  surveyCase: '',
  isForemost: call.phase !== 'wrap_up',
});

/** What forms may ask for by name; the engine leaves out what does not fit. */
export const knownOf = (subject: Subject, content: Content, outage: string): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(subject.ivr).map(([name, value]) => [`ivr.${name}`, value])),
  'customer.address': content.address,
  'customer.phone': content.caller_number || subject.number,
  'product.resource': content.resource,
  'product.smart_card': content.resource,
  outage,
});

export const blank = (subject: Subject): Content => ({
  key: crypto.randomUUID(),
  kind: subject.kind,
  origin: '',
  category_code: '',
  product_id: '',
  resource: '',
  address: subject.customer?.address ?? '',
  description: subject.description,
  severity: '',
  reply_by: 'phone',
  reply_to: '',
  is_settled_now: false,
  repeat_of: '',
  regulator: noRegulator,
  answers: {},
  caller_name: '',
  caller_number: subject.number,
});

export const noRegulator = { code: '', case_no: '', received_on: '', due_at: '' };
