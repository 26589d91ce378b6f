import { useProblemMessage } from '@console/useProblemMessage';
import { phoneNumber } from '@shared/ui/format';
import { Loaded } from '@shared/ui/Loaded';
import { cells, Table } from '@shared/ui/Table';
import { useOffline } from '@shared/ui/useBlocked';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '../alarms.module.css';
import { type Contact, choicesQuery, putContact } from './api';

const columns = ['name', 'login', 'phone'] as const;
const SHOWN = 100;

/** By which number somebody is told of alarms; who has none is not told, whatever the rules say. */
export function Contacts() {
  const { t } = useTranslation('board');
  const choices = useQuery(choicesQuery);
  const [wanted, setWanted] = useState('');
  const words = wanted.trim().toLowerCase();
  const found = (choices.data?.contacts ?? []).filter((each) =>
    [each.name, each.login, each.phone ?? ''].some((word) => word.toLowerCase().includes(words)),
  );
  return (
    <>
      <div className={styles.bar}>
        <span>{t('contacts.hint')}</span>
        <Input
          type="search"
          style={{ width: 200 }}
          aria-label={t('contacts.find')}
          placeholder={t('contacts.find')}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      </div>
      <Loaded queries={[choices]}>
        {() => (
          <Table columns={columns} head={(column) => t(`contacts.${column}`)} buttons={t('contacts.save')}>
            {found.slice(0, SHOWN).map((contact) => (
              <Line key={`${contact.person_id} ${contact.phone}`} contact={contact} />
            ))}
          </Table>
        )}
      </Loaded>
    </>
  );
}

function Line({ contact }: { contact: Contact }) {
  const { t } = useTranslation('board');
  const client = useQueryClient();
  const say = useProblemMessage();
  const offline = useOffline();
  const known = contact.phone === null ? '' : phoneNumber(contact.phone);
  const [phone, setPhone] = useState(known);
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      await putContact(contact.person_id, phone.replaceAll(' ', '') || null);
      await client.invalidateQueries({ queryKey: choicesQuery.queryKey });
    } catch (error) {
      say(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <tr data-testid={`contact-${contact.login}`}>
      <th scope="row">{contact.name}</th>
      <td>{contact.login}</td>
      <td>
        <Input
          size="small"
          maxLength={32}
          aria-label={t('contacts.phoneOf', { name: contact.name })}
          placeholder={t('contacts.none')}
          value={phone}
          onChange={(event) => setPhone(event.target.value)}
          onPressEnter={() => phone !== known && void save()}
        />
      </td>
      <td className={cells.buttons}>
        <Button
          size="small"
          loading={isBusy}
          disabled={phone === known || offline !== null}
          title={offline ?? undefined}
          onClick={() => void save()}
          data-testid="contact-save"
        >
          {t('contacts.save')}
        </Button>
      </td>
    </tr>
  );
}
