import { Can } from '@shared/perm/Can';
import { Link } from '@tanstack/react-router';
import { Checkbox, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '../admin.module.css';
import { type AgentSettings, deviceKinds, type Organisation, recordingPolicies } from '../api';

interface AgentFieldsProps {
  agent: AgentSettings | null;
  /** He is one already: his calls point to him, so he stays one. */
  isAgent: boolean;
  organisation: Organisation;
  faults: Record<string, string>;
  onChange: (agent: AgentSettings | null) => void;
}

/** Whether somebody takes calls; if so under which number, in which group, with what. */
export function AgentFields({ agent, isAgent, organisation, faults, onChange }: AgentFieldsProps) {
  const { t } = useTranslation('admin');
  const blank: AgentSettings = {
    group_id: organisation.groups[0]?.group_id ?? '',
    number: '',
    device_kind: 'web_phone',
    recording_policy: 'by_queue',
  };
  const fault = faults['agent.number'];
  const groups = organisation.sites.map((site) => ({
    label: site.name,
    options: organisation.groups
      .filter(({ site_id }) => site_id === site.site_id)
      .map(({ group_id, name }) => ({ value: group_id, label: name })),
  }));
  return (
    <fieldset className={styles.part}>
      <legend>{t('agent.title')}</legend>
      <Checkbox
        checked={agent !== null}
        disabled={isAgent}
        onChange={(event) => onChange(event.target.checked ? blank : null)}
        data-testid="is-agent"
      >
        {t('agent.takesCalls')}
      </Checkbox>
      {isAgent && <span className={styles.hint}>{t('agent.stays')}</span>}
      {agent && (
        <>
          <div className={styles.columns}>
            <Form.Item
              label={t('agent.number')}
              htmlFor="agent-number"
              validateStatus={fault ? 'error' : ''}
              extra={fault ?? (isAgent ? t('agent.numberHint') : undefined)}
            >
              <Input
                id="agent-number"
                value={agent.number}
                inputMode="numeric"
                maxLength={12}
                aria-invalid={Boolean(fault)}
                onChange={(event) => onChange({ ...agent, number: event.target.value.trim() })}
              />
            </Form.Item>
            <Form.Item label={t('agent.group')} htmlFor="agent-group">
              <Select
                id="agent-group"
                value={agent.group_id || null}
                options={groups}
                notFoundContent={t('agent.noGroups')}
                onChange={(group_id: string) => onChange({ ...agent, group_id })}
              />
            </Form.Item>
          </div>
          <div className={styles.columns}>
            <Form.Item label={t('agent.device')} htmlFor="agent-device">
              <Select
                id="agent-device"
                value={agent.device_kind}
                options={deviceKinds.map((value) => ({ value, label: t(`device.${value}`) }))}
                onChange={(device_kind) => onChange({ ...agent, device_kind })}
              />
            </Form.Item>
            <Form.Item label={t('agent.recording')} htmlFor="agent-recording">
              <Select
                id="agent-recording"
                value={agent.recording_policy}
                options={recordingPolicies.map((value) => ({ value, label: t(`recording.${value}`) }))}
                onChange={(recording_policy) => onChange({ ...agent, recording_policy })}
              />
            </Form.Item>
          </div>
          <Can do="admin.routing">
            <Link to="/routing" search={{ room: 'agents' }}>
              {t('agent.skills')}
            </Link>
          </Can>
        </>
      )}
    </fieldset>
  );
}
