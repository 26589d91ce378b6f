import { useMe } from '@shared/api/session';
import { useLanguage, useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { networksQuery, type QueueSettings, queuesQuery, type Skill, type Step, skillsQuery } from './api';
import { calendarsQuery } from './hours/api';

/** The local networks that this person may administer, and the names of all that the tenant has. */
export function useNetworks() {
  const language = useLanguage();
  const mine = useMe()?.local_networks ?? [];
  const all = useQuery(networksQuery).data ?? (mine === 'all' ? [] : mine);
  const names = new Map(all.map((each) => [each.id, language === 'en' ? each.name_en : each.name_zh]));
  const isMine = (id: string | null) => mine === 'all' || mine.some((each) => each.id === id);
  return {
    name: (id: string | null) => (id ? (names.get(id) ?? '—') : null),
    isMine,
    isEverywhere: mine === 'all',
    options: all
      .filter((each) => isMine(each.id))
      .map(({ id }) => ({ value: id, label: names.get(id) ?? '' })),
  };
}

/** Routing said in words. */
export function useWords() {
  const { t } = useTranslation(['routing', 'hours']);
  const text = useText();
  const networks = useNetworks();
  const calendars = useQuery(calendarsQuery).data ?? [];
  const queues = useQuery(queuesQuery).data ?? [];
  const skills = useQuery(skillsQuery).data ?? [];
  const queueName = (id: string | null) => text(queues.find((each) => each.queue_id === id)?.name) || '—';
  const skillName = (id: string) => text(skills.find((each) => each.skill_id === id)?.name) || '—';

  const when = (step: Step) =>
    [
      step.after_s === 0 ? t('when.atOnce') : t('when.after', { seconds: step.after_s }),
      step.over_length !== null && t('when.overLength', { length: step.over_length }),
      step.if_unstaffed && t('when.unstaffed'),
    ]
      .filter(Boolean)
      .join(t('comma'));
  const what = (step: Step) =>
    t(`does.${step.action}`, { by: step.by, queue: queueName(step.queue_id), value: step.value || '—' });
  const step = (each: Step) => t('step.words', { when: when(each), what: what(each) });

  const need = ({ skill_id, level, is_preferred }: QueueSettings['needs'][number]) =>
    t(is_preferred ? 'need.preferred' : 'need.required', { skill: skillName(skill_id), level });

  const limits = ({ max_wait_s, max_length }: QueueSettings) =>
    [
      max_wait_s !== null && t('limit.wait', { seconds: max_wait_s }),
      max_length !== null && t('limit.length', { length: max_length }),
    ].filter((each) => each !== false);

  const seconds = (value: number | null) => (value === null ? t('none') : t('seconds', { seconds: value }));
  const listed = (all: string[]) => (all.length > 0 ? all.join(t('semicolon')) : t('none'));

  /** What a setting is, in words; for the comparison of two versions. */
  const setting = (name: keyof QueueSettings, queue: QueueSettings): string => {
    switch (name) {
      case 'name':
        return `${queue.name['zh-CN']} / ${queue.name.en}`;
      case 'local_network_id':
        return networks.name(queue.local_network_id) ?? t('wholeTenant');
      case 'needs':
        return listed(queue.needs.map(need));
      case 'recipe':
        return listed(queue.recipe.map(step));
      case 'strategy':
        return t(`strategy.${queue.strategy}`);
      case 'wrap_up_mode':
        return t(`wrapUpMode.${queue.wrap_up_mode}`);
      case 'recording':
        return t(`recording.${queue.recording}`);
      case 'is_open':
        return t(queue.is_open ? 'open' : 'closed');
      case 'calendar_id':
        return (
          text(calendars.find((each) => each.calendar_id === queue.calendar_id)?.name) ||
          t(queue.calendar_id ? 'none' : 'hours:roundTheClock')
        );
      case 'short_abandon_s':
      case 'ageing_s':
      case 'ring_timeout_s':
      case 'last_agent_s':
      case 'wrap_up_s':
      case 'max_wait_s':
        return seconds(queue[name]);
      default:
        return String(queue[name] ?? t('none'));
    }
  };

  return { step, need, limits, setting, networks, queueName, skillName };
}

/** Whether a queue's name or code contains the words. */
export const isAbout = ({ name, code }: Pick<Skill, 'name' | 'code'>, wanted: string): boolean => {
  const words = wanted.trim().toLowerCase();
  return [name['zh-CN'], name.en, code].some((each) => each.toLowerCase().includes(words));
};
