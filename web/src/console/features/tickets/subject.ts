import type { CallView, Pop } from '@shared/rt/events';
import type { Content, Kind } from './api';

/** Whom a ticket is for, and what is known before anybody writes. `slot` names its draft. */
export interface Subject {
  slot: string;
  callId: string | null;
  customer: Pick<Pop, 'customer_id' | 'address' | 'products'> | null;
  number: string;
  kind: Kind;
  description: string;
  isForemost: boolean;
}

const meant: [Kind, RegExp][] = [
  ['report', /报修|故障|fault|repair/i],
  ['complaint', /投诉|complain/i],
  ['consultation', /咨询|consult/i],
  ['enquiry', /查询|enquir|inquir/i],
];

/** What the caller has chosen tells what he wants; the last choice first, then the queue he waited in. */
export function kindOf({ ivr_path, queue }: Pick<CallView, 'ivr_path' | 'queue'>): Kind {
  for (const words of [...ivr_path.toReversed(), queue?.name]) {
    const said = Object.values(words ?? {}).join(' ');
    const found = meant.find(([, pattern]) => pattern.test(said));
    if (found) return found[0];
  }
  return 'report';
}

export const subjectOf = (call: CallView): Subject => ({
  slot: call.call_id,
  callId: call.call_id,
  customer: call.customer,
  number: call.direction === 'outbound' ? call.called : call.caller.number,
  kind: kindOf(call),
  description: '',
  isForemost: call.phase !== 'wrap_up',
});

/** What forms may ask for by name; the engine leaves out what does not fit. */
export const knownOf = (subject: Subject, content: Content): Record<string, unknown> => ({
  'customer.address': content.address,
  'customer.phone': content.caller_number || subject.number,
  'product.smart_card': content.resource,
});

export const blank = (subject: Subject): Content => ({
  key: crypto.randomUUID(),
  kind: subject.kind,
  category_code: '',
  resource: '',
  address: subject.customer?.address ?? '',
  description: subject.description,
  severity: '',
  reply_by: 'phone',
  reply_to: '',
  is_settled_now: false,
  repeat_of: '',
  answers: {},
  caller_name: '',
  caller_number: subject.number,
});
