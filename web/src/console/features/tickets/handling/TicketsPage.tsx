import { PlusOutlined } from '@ant-design/icons';
import { Can } from '@shared/perm/Can';
import { PanelBoundary } from '@shared/ui/states';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Filters } from './Filters';
import styles from './handling.module.css';
import { changed, filterOf, readSearch, type TicketSearch } from './search';
import { TicketDrawer } from './TicketDrawer';
import { TicketTable } from './TicketTable';

/** The tickets: which there are, and one of them with what can be done with it. */
export function TicketsPage() {
  const { t } = useTranslation('handling');
  const navigate = useNavigate();
  const search = readSearch(useSearch({ strict: false }));
  const go = (part: { [Name in keyof TicketSearch]: TicketSearch[Name] | undefined }) =>
    void navigate({ to: '/tickets', search: changed(search, part) });
  return (
    <div className={styles.page} data-testid="tickets">
      <header className={styles.head}>
        <h2>{t('title')}</h2>
        <Filters search={search} onChange={go} />
        <Can do="ticket.handle">
          <Button
            type="primary"
            icon={<PlusOutlined />}
            onClick={() => void navigate({ to: '/tickets/new' })}
            data-testid="ticket-add"
          >
            {t('add')}
          </Button>
        </Can>
      </header>
      <PanelBoundary>
        <TicketTable
          filter={filterOf(search)}
          openId={search.ticket}
          onOpen={(ticket) => go({ ticket })}
          onShowAll={() =>
            void navigate({ to: '/tickets', search: search.ticket ? { ticket: search.ticket } : {} })
          }
        />
      </PanelBoundary>
      {search.ticket && (
        <TicketDrawer
          key={search.ticket}
          ticketId={search.ticket}
          onClose={() => go({ ticket: undefined })}
        />
      )}
    </div>
  );
}
