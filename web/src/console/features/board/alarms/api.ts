import { api } from '@shared/api/client';
import type { AlarmKind } from '@shared/rt/board';
import type { Text } from '@shared/rt/events';
import { queryOptions } from '@tanstack/react-query';

export interface RuleDraft {
  name: Text;
  kind: AlarmKind;
  threshold: number;
  within_s: number;
  queue_id: string | null;
  group: string | null;
  local_network_id: string | null;
  severity: 'warning' | 'critical';
  has_sound: boolean;
  sms_person_ids: string[];
  sms_role_ids: string[];
  is_on: boolean;
}

export interface Rule extends RuleDraft {
  rule_id: string;
  version: number;
}

export interface Contact {
  person_id: string;
  login: string;
  name: string;
  phone: string | null;
}

export interface Choices {
  groups: string[];
  roles: { role_id: string; name: string }[];
  contacts: Contact[];
  within_s: number[];
}

export interface PastAlarm {
  alarm_id: string;
  name: Text;
  kind: AlarmKind;
  severity: 'warning' | 'critical';
  subject: { name: Text };
  threshold: number;
  value: number | null;
  raised_at: string;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
  cleared_at: string | null;
}

const keys = { all: ['alarms'] as const };

export const rulesQuery = queryOptions({
  queryKey: [...keys.all, 'rules'],
  queryFn: ({ signal }) => api.get<Rule[]>('/api/alarm-rules', signal),
});
export const templatesQuery = queryOptions({
  queryKey: [...keys.all, 'templates'],
  queryFn: ({ signal }) => api.get<RuleDraft[]>('/api/alarm-rules/templates', signal),
  staleTime: Number.POSITIVE_INFINITY,
});
export const choicesQuery = queryOptions({
  queryKey: [...keys.all, 'choices'],
  queryFn: ({ signal }) => api.get<Choices>('/api/alarm-rules/choices', signal),
});
export const historyQuery = queryOptions({
  queryKey: [...keys.all, 'history'],
  queryFn: ({ signal }) => api.get<PastAlarm[]>('/api/alarms?limit=100', signal),
  staleTime: 0,
});

export const putRule = (ruleId: string | null, draft: RuleDraft, version: number) =>
  ruleId === null
    ? api.post('/api/alarm-rules', draft)
    : api.put(`/api/alarm-rules/${ruleId}`, { ...draft, version });

export const putContact = (personId: string, phone: string | null) =>
  api.put(`/api/alarm-contacts/${personId}`, { phone });
