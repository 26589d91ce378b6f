import { useMe } from '@shared/api/session';
import { languages, useText } from '@shared/i18n';
import type { BoardScopes } from '@shared/rt/board';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useEditor } from '../../service/useEditor';
import styles from '../alarms.module.css';
import { type Choices, putRule, type Rule, type RuleDraft, rulesQuery } from './api';
import { draftOf } from './Rules';

interface RuleEditorProps {
  rule: Rule | null;
  draft: RuleDraft;
  scopes: BoardScopes;
  choices: Choices;
  onClose: () => void;
}

const limits = {
  waiting: [0, 100_000],
  longest_wait: [5, 86_400],
  service_level: [1, 100],
  not_ready: [1, 1440],
  trunks: [10, 99],
} as const;
const ofQueues = ['waiting', 'longest_wait', 'service_level'];

/** One rule: when, of whom, how loud, who is told. */
export function RuleEditor({ rule, draft: first, scopes, choices, onClose }: RuleEditorProps) {
  const { t } = useTranslation(['board', 'ui']);
  const client = useQueryClient();
  const isEverywhere = useMe()?.local_networks === 'all';
  const ownNetwork = isEverywhere || first.kind === 'trunks' ? null : (scopes.networks[0]?.id ?? null);
  const editor = useEditor<RuleDraft>({
    base: {
      draft: rule ? first : { ...first, is_on: true, local_network_id: ownNetwork },
      version: rule?.version ?? 0,
    },
    send: (draft, version) => putRule(rule?.rule_id ?? null, draft, version),
    reload: async () => {
      const latest = await client.fetchQuery({ ...rulesQuery, staleTime: 0 });
      const found = latest.find(({ rule_id }) => rule_id === rule?.rule_id);
      return found ? { draft: draftOf(found), version: found.version } : null;
    },
    onClose,
  });
  const { draft, set, failure, theirs } = editor;
  const maySave = rule ? editor.maySave : !editor.isBusy;
  const isNamed = draft.name['zh-CN'].trim() !== '' && draft.name.en.trim() !== '';
  return (
    <Modal
      open
      width={640}
      title={t(`rules.kindName.${draft.kind}`)}
      okText={t('rules.save')}
      cancelText={t('ui:cancel')}
      okButtonProps={{ disabled: !maySave || !isNamed, loading: editor.isBusy, ...saveId }}
      onOk={() => void editor.save()}
      onCancel={() => void editor.close()}
    >
      {failure && <Alert type="error" showIcon title={failure.words} />}
      {theirs && (
        <Alert
          type="warning"
          showIcon
          title={t('rules.changed')}
          description={
            <div className={styles.foot}>
              <Button size="small" onClick={() => editor.settle(false)}>
                {t('rules.theirs')}
              </Button>
              <Button size="small" type="primary" onClick={() => editor.settle(true)}>
                {t('rules.mine')}
              </Button>
            </div>
          }
        />
      )}
      <Form data-popups layout="vertical" requiredMark={false} className={styles.editor}>
        {languages.map((language) => (
          <Form.Item key={language} label={t(`rules.named.${language}`)} htmlFor={`rule-${language}`}>
            <Input
              id={`rule-${language}`}
              maxLength={60}
              value={draft.name[language]}
              onChange={(event) => set({ name: { ...draft.name, [language]: event.target.value } })}
            />
          </Form.Item>
        ))}
        <When draft={draft} set={set} choices={choices} />
        <About draft={draft} set={set} scopes={scopes} choices={choices} />
        <Where draft={draft} set={set} scopes={scopes} />
        <Told draft={draft} set={set} choices={choices} />
      </Form>
    </Modal>
  );
}

const saveId = { 'data-testid': 'rule-save' };

interface PartProps {
  draft: RuleDraft;
  set: (part: Partial<RuleDraft>) => void;
  choices: Choices;
}

function When({ draft, set, choices }: PartProps) {
  const { t } = useTranslation('board');
  const [min, max] = limits[draft.kind];
  return (
    <>
      <Form.Item label={t(`rules.threshold.${draft.kind}`)} htmlFor="rule-threshold">
        <InputNumber
          id="rule-threshold"
          min={min}
          max={max}
          precision={0}
          value={draft.threshold}
          onChange={(value) => value !== null && set({ threshold: value })}
        />
      </Form.Item>
      {draft.kind === 'service_level' && (
        <Form.Item label={t('rules.within')} htmlFor="rule-within">
          <Select
            id="rule-within"
            value={draft.within_s}
            options={choices.within_s.map((value) => ({ value, label: t('rules.seconds', { value }) }))}
            onChange={(within_s) => set({ within_s })}
          />
        </Form.Item>
      )}
    </>
  );
}

function About({ draft, set, scopes, choices }: PartProps & { scopes: BoardScopes }) {
  const { t } = useTranslation('board');
  const text = useText();
  if (ofQueues.includes(draft.kind))
    return (
      <Form.Item label={t('rules.queue')} htmlFor="rule-queue">
        <Select
          id="rule-queue"
          allowClear
          placeholder={t('rules.eachQueue')}
          value={draft.queue_id}
          options={scopes.queues.map(({ id, name }) => ({ value: id, label: text(name) }))}
          onChange={(queue_id) => set({ queue_id: queue_id ?? null })}
        />
      </Form.Item>
    );
  if (draft.kind !== 'not_ready') return null;
  return (
    <Form.Item label={t('rules.group')} htmlFor="rule-group">
      <Select
        id="rule-group"
        allowClear
        placeholder={t('rules.eachAgent')}
        value={draft.group}
        options={choices.groups.map((value) => ({ value, label: value }))}
        onChange={(group) => set({ group: group ?? null })}
      />
    </Form.Item>
  );
}

/** In which city the rule holds; who administers some cities has rules for one of them. */
function Where({ draft, set, scopes }: Omit<PartProps, 'choices'> & { scopes: BoardScopes }) {
  const { t } = useTranslation('board');
  const text = useText();
  const isEverywhere = useMe()?.local_networks === 'all';
  if (draft.kind === 'trunks') return null;
  return (
    <Form.Item label={t('rules.network')} htmlFor="rule-network">
      <Select
        id="rule-network"
        allowClear={isEverywhere}
        placeholder={t('rules.everywhere')}
        value={draft.local_network_id}
        options={scopes.networks.map(({ id, name }) => ({ value: id, label: text(name) }))}
        onChange={(id) => set({ local_network_id: id ?? null })}
      />
    </Form.Item>
  );
}

function Told({ draft, set, choices }: PartProps) {
  const { t } = useTranslation('board');
  const reachable = choices.contacts.filter(
    ({ person_id, phone }) => phone !== null || draft.sms_person_ids.includes(person_id),
  );
  return (
    <>
      <Form.Item label={t('rules.severity')} htmlFor="rule-severity">
        <Select
          id="rule-severity"
          value={draft.severity}
          options={(['warning', 'critical'] as const).map((value) => ({
            value,
            label: t(`alarms.severity.${value}`),
          }))}
          onChange={(severity) => set({ severity })}
        />
      </Form.Item>
      <Form.Item className={styles.wide}>
        <Checkbox checked={draft.has_sound} onChange={(event) => set({ has_sound: event.target.checked })}>
          {t('rules.hasSound')}
        </Checkbox>
        <Checkbox checked={draft.is_on} onChange={(event) => set({ is_on: event.target.checked })}>
          {t('rules.inUse')}
        </Checkbox>
      </Form.Item>
      <Form.Item label={t('rules.smsRoles')} htmlFor="rule-roles" className={styles.wide}>
        <Select
          id="rule-roles"
          mode="multiple"
          value={draft.sms_role_ids}
          options={choices.roles.map(({ role_id, name }) => ({ value: role_id, label: name }))}
          onChange={(sms_role_ids) => set({ sms_role_ids })}
        />
      </Form.Item>
      <Form.Item
        label={t('rules.smsPersons')}
        htmlFor="rule-persons"
        extra={t('rules.smsHint')}
        className={styles.wide}
      >
        <Select
          id="rule-persons"
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          value={draft.sms_person_ids}
          options={reachable.map(({ person_id, name, login }) => ({
            value: person_id,
            label: `${name} (${login})`,
          }))}
          onChange={(sms_person_ids) => set({ sms_person_ids })}
        />
      </Form.Item>
    </>
  );
}
