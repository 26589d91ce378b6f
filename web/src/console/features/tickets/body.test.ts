import { expect, test } from 'vitest';
import { callView } from '../../../testing/views';
import { bodyOf, questionOf } from './body';
import { blank, noRegulator, subjectOf } from './subject';

const subject = subjectOf(callView());
const content = { ...blank(subject), kind: 'complaint' as const, category_code: 'fees' };
const passedOn = { code: '12300', case_no: 'GX-7', received_on: '2026-11-20', due_at: '2026-11-23T12:00' };

test('a complaint from a regulator carries its case, a call stays a call', () => {
  const due_at = new Date('2026-11-23T12:00').toISOString();
  const body = bodyOf({ ...content, regulator: passedOn }, subject, undefined);
  expect(body).toMatchObject({ origin: 'call', regulator: { ...passedOn, due_at } });
  expect(bodyOf({ ...content, regulator: passedOn }, { ...subject, callId: null }, undefined).origin).toBe(
    'regulator',
  );
  expect(questionOf({ ...content, regulator: passedOn }, subject)).toMatchObject({
    regulator_code: '12300',
    regulator_received_on: '2026-11-20',
    regulator_due_at: due_at,
  });
});

test('what nobody called about says how it came', () => {
  const atTheCounter = { ...subject, callId: null };
  expect(bodyOf(content, atTheCounter, undefined).origin).toBe('hall');
  expect(bodyOf({ ...content, origin: 'mail' }, atTheCounter, undefined).origin).toBe('mail');
  expect(
    bodyOf({ ...content, origin: 'mail' }, { ...atTheCounter, surveyCase: 's1' }, undefined).origin,
  ).toBe('call');
});

test('what is empty is left out, and a report has no regulator', () => {
  const body = bodyOf({ ...content, kind: 'report', regulator: passedOn }, subject, undefined);
  for (const name of ['regulator', 'severity', 'repeat_of', 'product_id', 'about_order_id', 'survey_case_id'])
    expect(body).not.toHaveProperty(name);
  const bare = bodyOf({ ...content, regulator: { ...noRegulator, code: '12300' } }, subject, undefined);
  expect(bare.regulator).toEqual({ code: '12300', case_no: '' });
});

test('the product, the order and the callback that it is about are told', () => {
  const about = { ...subject, aboutOrder: 'w1', surveyCase: 's1' };
  expect(bodyOf({ ...content, product_id: 'p1', resource: 'CZ1' }, about, undefined)).toMatchObject({
    product_id: 'p1',
    resource: 'CZ1',
    about_order_id: 'w1',
    survey_case_id: 's1',
    caller_number: '13815092246',
  });
});
