import { expect, test } from 'vitest';
import { callView } from '../../../testing/views';
import { blank, knownOf, subjectOf } from './subject';

test.each([
  [{ ticket_kind: 'complaint' }, 'complaint'],
  [{ ticket_kind: 'wish' }, 'report'],
  [{}, 'report'],
])('a flow that has noted %j means %s', (ivr, kind) => {
  expect(subjectOf(callView({ ivr })).kind).toBe(kind);
});

test('of an outgoing call the number that was dialled is the customer', () => {
  const call = callView({ direction: 'outbound', called: '13900000000', phase: 'wrap_up' });
  expect(subjectOf(call)).toMatchObject({ slot: 'c1', number: '13900000000', isForemost: false });
});

test('forms may ask for what the flow has noted, and for the outage', () => {
  const subject = subjectOf(callView({ ivr: { fault_kind: 'no-network' } }));
  const known = knownOf(subject, { ...blank(subject), address: '怀德路 9 号', resource: 'CZ1' }, '光缆断');
  expect(known).toMatchObject({
    'ivr.fault_kind': 'no-network',
    'customer.address': '怀德路 9 号',
    'customer.phone': '13815092246',
    'product.smart_card': 'CZ1',
    outage: '光缆断',
  });
});
