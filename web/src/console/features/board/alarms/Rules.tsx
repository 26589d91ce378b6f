import { useText } from '@shared/i18n';
import type { BoardScopes } from '@shared/rt/board';
import { Loaded } from '@shared/ui/Loaded';
import { Pill } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { cells, Table } from '@shared/ui/Table';
import { useQuery } from '@tanstack/react-query';
import { Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '../alarms.module.css';
import { choicesQuery, type Rule, type RuleDraft, rulesQuery, templatesQuery } from './api';
import { RuleEditor } from './RuleEditor';

const columns = ['name', 'when', 'about', 'told', 'on'] as const;

/** The rules; a new one begins as one of the usual ones. */
export function Rules({ scopes }: { scopes: BoardScopes }) {
  const { t } = useTranslation('board');
  const text = useText();
  const rules = useQuery(rulesQuery);
  const choices = useQuery(choicesQuery);
  const templates = useQuery(templatesQuery);
  const [edited, edit] = useState<{ rule: Rule | null; draft: RuleDraft } | null>(null);
  return (
    <>
      <div className={styles.bar}>
        <span>{t('rules.hint')}</span>
        <Dropdown
          trigger={['click']}
          menu={{
            items: (templates.data ?? []).map((each) => ({ key: each.kind, label: text(each.name) })),
            onClick: ({ key }) => {
              const draft = templates.data?.find(({ kind }) => kind === key);
              if (draft) edit({ rule: null, draft });
            },
          }}
        >
          <Button type="primary" disabled={!templates.data} data-testid="rule-add">
            {t('rules.add')}
          </Button>
        </Dropdown>
      </div>
      <Loaded queries={[rules, choices]}>
        {() =>
          rules.data?.length === 0 ? (
            <Empty title={t('rules.none')} hint={t('rules.noneHint')} />
          ) : (
            <Table columns={columns} head={(column) => t(`rules.${column}`)} buttons={t('rules.edit')}>
              {rules.data?.map((rule) => (
                <Row
                  key={rule.rule_id}
                  rule={rule}
                  scopes={scopes}
                  onEdit={() => edit({ rule, draft: draftOf(rule) })}
                />
              ))}
            </Table>
          )
        }
      </Loaded>
      {edited && choices.data && (
        <RuleEditor
          key={edited.rule?.rule_id ?? edited.draft.kind}
          rule={edited.rule}
          draft={edited.draft}
          scopes={scopes}
          choices={choices.data}
          onClose={() => edit(null)}
        />
      )}
    </>
  );
}

export const draftOf = ({ rule_id: _id, version: _version, ...draft }: Rule): RuleDraft => draft;

interface RowProps {
  rule: Rule;
  scopes: BoardScopes;
  onEdit: () => void;
}

function Row({ rule, scopes, onEdit }: RowProps) {
  const { t } = useTranslation('board');
  const text = useText();
  const network = scopes.networks.find(({ id }) => id === rule.local_network_id);
  const queue = scopes.queues.find(({ id }) => id === rule.queue_id);
  const told = [
    t(`alarms.severity.${rule.severity}`),
    ...(rule.has_sound ? [t('rules.sound')] : []),
    ...(rule.sms_person_ids.length + rule.sms_role_ids.length > 0 ? [t('rules.sms')] : []),
  ];
  const whom = queue ? text(queue.name) : rule.queue_id ? t('rules.oneQueue') : rule.group;
  const about = [network && text(network.name), whom].filter(Boolean).join(' · ') || t('rules.all');
  return (
    <tr data-testid={`rule-${rule.kind}`}>
      <th scope="row">{text(rule.name)}</th>
      <td>{t(`rules.kind.${rule.kind}`, { threshold: rule.threshold, within: rule.within_s })}</td>
      <td>{about}</td>
      <td>{told.join(' · ')}</td>
      <td>{rule.is_on ? <Pill tone="ok">{t('rules.isOn')}</Pill> : <Pill>{t('rules.isOff')}</Pill>}</td>
      <td className={cells.buttons}>
        <Button
          size="small"
          aria-label={t('rules.editOf', { name: text(rule.name) })}
          onClick={onEdit}
          data-testid="rule-edit"
        >
          {t('rules.edit')}
        </Button>
      </td>
    </tr>
  );
}
