import { ProblemError } from '@shared/api/problem';
import { useLanguage } from '@shared/i18n';
import { useTranslation } from 'react-i18next';
import type { Network } from './api';

/** Permissions as they belong together on the screen. */
export const areas = {
  desk: ['desk.use', 'call.outbound', 'recording.record', 'recording.play'],
  customers: ['customer.view', 'customer.edit', 'customer.pii.view', 'message.view'],
  service: ['ticket.view', 'ticket.handle', 'workorder.view', 'workorder.dispatch', 'field.use'],
  surveys: ['survey.call', 'survey.manage'],
  supervision: [
    'board.view',
    'figures.view',
    'agent.force_state',
    'agent.message',
    'agent.view_screen',
    'call.listen',
    'call.whisper',
    'call.barge',
    'call.take_over',
    'queue.switch',
    'agent.assign',
    'alarm.acknowledge',
    'alarm.manage',
    'appraisal.answer',
    'appraisal.manage',
  ],
  administration: ['admin.people', 'admin.routing', 'admin.ivr', 'admin.service', 'audit.view'],
} as const;

export type PermissionArea = keyof typeof areas;
type Known = (typeof areas)[PermissionArea][number];
type Dashed<S extends string> = S extends `${infer A}.${infer B}` ? `${A}-${Dashed<B>}` : S;

const known: readonly string[] = Object.values(areas).flat();
const dashed = (permission: Known) => permission.replaceAll('.', '-') as Dashed<Known>;

/** Where a permission stands; one that we do not know yet stands under administration. */
export const areaOf = (permission: string): PermissionArea =>
  (Object.keys(areas) as PermissionArea[]).find((area) =>
    (areas[area] as readonly string[]).includes(permission),
  ) ?? 'administration';

/** Permissions that belong to an area, in its order; those that we do not know yet last. */
export function permissionsOf<Each extends { code: string }>(area: PermissionArea, all: Each[]): Each[] {
  const order: readonly string[] = areas[area];
  const place = ({ code }: Each) => (order.includes(code) ? order.indexOf(code) : order.length);
  return all.filter(({ code }) => areaOf(code) === area).sort((one, other) => place(one) - place(other));
}

export function usePermissionName() {
  const { t } = useTranslation('admin');
  return (permission: string): string =>
    known.includes(permission) ? t(`permission.${dashed(permission as Known)}`) : permission;
}

export const actions = [
  'log-in',
  'log-in-refused',
  'log-out',
  'person-created',
  'person-changed',
  'password-reset',
  'people-imported',
  'role-created',
  'role-changed',
  'role-granted',
  'site-created',
  'site-changed',
  'group-created',
  'group-changed',
  'call-choice-changed',
  'queue-created',
  'queue-changed',
  'skill-created',
  'skill-changed',
  'calendar-created',
  'calendar-changed',
  'agent-routing-changed',
  'force-log-off',
  'force-ready',
  'force-not-ready',
  'call-listen',
  'call-whisper',
  'call-barge',
  'call-take-over',
  'message-agent',
  'recording-played',
  'customer-created',
  'customer-changed',
  'customer-revealed',
  'customer-level-changed',
  'ivr-flow-created',
  'ivr-flow-saved',
  'ivr-flow-published',
  'dialled-number-set',
  'dialled-number-removed',
  'form-created',
  'form-published',
  'form-rolled-back',
  'form-archived',
  'form-draft-saved',
  'form-renamed',
  'form-taken-back',
  'ticket-category-set',
  'ticket-department-set',
  'ticket-regulator-set',
  'ticket-lifecycle-set',
  'work-order-setting-changed',
  'area-changed',
  'crew-changed',
  'slot-changed',
  'outage-declared',
  'outage-closed',
  'survey-group-added',
  'survey-group-changed',
  'survey-cases-imported',
  'survey-file-imported',
  'survey-results-exported',
  'survey-case-given-up',
  'work-order-figures-exported',
  'message-cancelled',
  'message-sent-again',
  'template-added',
  'template-changed',
  'template-removed',
  'alarm-raised',
  'alarm-acknowledged',
  'alarm-cleared',
  'alarm-rule-created',
  'alarm-rule-changed',
  'alarm-contact-changed',
  'agent-assigned',
  'screen-viewed',
  'screen-view-ended',
  'call-attended',
  'target-set',
  'tenant-clock-set',
  'target-removed',
  'appraisal-template-created',
  'appraisal-template-changed',
  'appraisal-computed',
  'appraisal-published',
  'appraisal-appealed',
  'appraisal-appeal-answered',
  'appraisal-exported',
  'queue-switched-on',
  'queue-switched-off',
  'report-composed',
  'report-changed',
  'report-removed',
  'report-exported',
  'report-mailed',
  'report-schedule-added',
  'report-schedule-changed',
  'report-schedule-removed',
  'report-schedule-tried',
  'report-schedule-sent',
  'audit-verified',
] as const;

export const subjectKinds = [
  'person',
  'session',
  'role',
  'site',
  'agent_group',
  'agent',
  'tenant',
  'queue',
  'skill',
  'calendar',
  'not_ready_reason',
  'result_code',
  'customer',
  'customer_level',
  'recording',
  'ivr_flow',
  'dialled_number',
  'form',
  'message',
  'message_template',
  'work_order',
  'survey_group',
  'survey_case',
  'alarm',
  'alarm_rule',
  'call',
  'target',
  'work_order_type',
  'work_order_severity',
  'work_order_result',
  'work_order_cause',
  'work_order_part',
  'service_area',
  'crew',
  'appointment_slot',
  'outage',
  'appraisal_template',
  'appraisal_month',
  'appraisal_card',
  'report',
  'report_schedule',
  'ticket_category',
  'ticket_department',
  'ticket_regulator',
  'ticket_lifecycle',
  'audit',
] as const;

/** What was done, and to what kind of thing; what we have no words for stands as its code. */
export function useAuditWords() {
  const { t } = useTranslation('admin');
  return {
    action: (code: string): string => {
      const found = actions.find((each) => each === code);
      return found ? t(`action.${found}`) : code;
    },
    kind: (code: string): string => {
      const found = subjectKinds.find((each) => each === code);
      return found ? t(`kind.${found}`) : code;
    },
  };
}

export function useNetworkName() {
  const language = useLanguage();
  return ({ name_zh, name_en }: Pick<Network, 'name_zh' | 'name_en'>) =>
    language === 'en' ? name_en : name_zh;
}

const faults = [
  'taken',
  'malformed',
  'missing',
  'too-long',
  'unknown',
  'repeated',
  'stays',
  'reserved',
  'circular',
  'too-deep',
] as const;

/** What is wrong with which field, in words; by the server's names of fields. */
export function useFaults() {
  const { t } = useTranslation('admin');
  return (found: { field: string; code: string }[]): Record<string, string> =>
    Object.fromEntries(
      found.map(({ field, code }) => {
        const said = faults.find((each) => each === code);
        return [field, said ? t(`fault.${said}`) : code];
      }),
    );
}

/** The permissions that a refusal says one lacks. */
export function lacking(error: unknown): string[] {
  const found = error instanceof ProblemError ? (error.facts as { permissions?: unknown }).permissions : [];
  return Array.isArray(found) ? found.map(String) : [];
}
