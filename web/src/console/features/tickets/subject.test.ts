import { expect, test } from 'vitest';
import { callView } from '../../../testing/views';
import { kindOf, subjectOf } from './subject';

const words = (text: string) => ({ 'zh-CN': text, en: text });

test.each([
  [['1 故障报修'], null, 'report'],
  [['普通话'], '投诉', 'complaint'],
  [['1 故障报修', '2 投诉建议'], '故障报修', 'complaint'],
  [['Enquiries'], null, 'enquiry'],
  [[], 'Consultation', 'consultation'],
  [[], null, 'report'],
])('%j and queue %s mean %s', (path, queue, kind) => {
  const call = { ivr_path: path.map(words), queue: queue === null ? null : { id: 'q', name: words(queue) } };
  expect(kindOf(call)).toBe(kind);
});

test('of an outgoing call the number that was dialled is the customer', () => {
  const call = callView({ direction: 'outbound', called: '13900000000', phase: 'wrap_up' });
  expect(subjectOf(call)).toMatchObject({ slot: 'c1', number: '13900000000', isForemost: false });
});
