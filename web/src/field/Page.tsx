import { useEffect, useState } from 'react';
import { Bars } from './Bars';
import { Detail } from './Detail';
import type { Field } from './data/field';
import { type Tab, tabs } from './data/orders';
import { problemText, t, useLanguage } from './i18n';
import { LanguageSwitch, Login } from './Login';
import { LogOut } from './LogOut';
import { OrderCard } from './OrderCard';
import { Share } from './Share';
import { useView } from './view';

/** The whole page: log-in, three lists, one order. The order stands in the address, as in the SMS. */
export function Page({ field }: { field: Field }) {
  const view = useView(field);
  const language = useLanguage();
  const [chosen, setChosen] = useState<Tab | null>(null);
  const [isLoggingIn, setLoggingIn] = useState(false);
  const orderNo = useOrderNo();
  useEffect(() => {
    document.title = t('title');
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    if (!view.isLost) setLoggingIn(false);
  }, [view.isLost]);

  if (view.phase === 'starting')
    return (
      <main className="page body" aria-busy="true">
        <h1 className="sr">{t('title')}</h1>
        <Loading />
      </main>
    );
  if (view.phase === 'login' || isLoggingIn)
    return (
      <Login
        field={field}
        view={view}
        onLater={view.phase === 'ready' ? () => setLoggingIn(false) : undefined}
      />
    );
  const bars = <Bars field={field} view={view} onLogIn={() => setLoggingIn(true)} />;
  const order = view.orders.find((each) => each.order_no === orderNo);
  if (order && !view.isForbidden)
    return <Detail key={order.work_order_id} field={field} view={view} order={order} bars={bars} />;

  const listed = (tab: Tab) => view.orders.filter((each) => each.tab === tab);
  const tab = chosen ?? (listed('accept').length > 0 ? 'accept' : 'today');
  return (
    <div className="page" data-testid="field">
      <header className="top">
        <h1>{t('title')}</h1>
        <LanguageSwitch />
        <LogOut field={field} waiting={view.waiting} />
      </header>
      {bars}
      {view.isForbidden ? (
        <main className="body">
          <p className="empty" role="alert" data-testid="forbidden">
            {problemText('forbidden')}
          </p>
        </main>
      ) : (
        <>
          <nav className="tabs" aria-label={t('tabs')}>
            {tabs.map((each) => (
              <button
                key={each}
                type="button"
                aria-current={each === tab ? 'page' : undefined}
                onClick={() => setChosen(each)}
                data-testid={`tab-${each}`}
              >
                {t(`tab.${each}`)} <b data-testid={`count-${each}`}>{listed(each).length}</b>
              </button>
            ))}
          </nav>
          <main className="body" aria-busy={view.snapshot === null && view.problem === ''}>
            {orderNo && view.snapshot && (
              <p className="note warn" data-testid="order-missing">
                {t('orderMissing', { number: orderNo })}
              </p>
            )}
            {view.snapshot === null && (
              <Nothing field={field} problem={view.problem} isOnline={view.isOnline} />
            )}
            {view.snapshot && view.snapshot.conflicts.length > 0 && (
              <p className="note">
                {t('conflict.withDispatcher', { count: view.snapshot.conflicts.length })}
              </p>
            )}
            {view.snapshot && listed(tab).length === 0 && (
              <p className="empty" data-testid="empty">
                {t(`empty.${tab}`)}
              </p>
            )}
            {listed(tab).map((each) => (
              <OrderCard key={each.work_order_id} order={each} view={view} />
            ))}
            {view.snapshot && <Share field={field} sharing={view.sharing} />}
            {view.snapshot && <p className="hint centre">{view.snapshot.name}</p>}
          </main>
        </>
      )}
    </div>
  );
}

/** Before the first look at the server has come to something. */
function Nothing({ field, problem, isOnline }: { field: Field; problem: string; isOnline: boolean }) {
  const why = problem || (isOnline ? '' : 'network-unreachable');
  if (!why) return <Loading />;
  return (
    <div className="card" role="alert" data-testid="load-error">
      <p>{problemText(why)}</p>
      <button type="button" className="plain wide" onClick={() => field.tryNow()} data-testid="retry">
        {t('retry')}
      </button>
    </div>
  );
}

function Loading() {
  return (
    <div data-testid="loading">
      <p className="sr">{t('loading')}</p>
      {[1, 2, 3].map((each) => (
        <div key={each} className="card skeleton" />
      ))}
    </div>
  );
}

const numberIn = () => new URLSearchParams(location.search).get('order') ?? '';

/** The order number in the address; going back is the browser's own way. */
function useOrderNo(): string {
  const [number, setNumber] = useState(numberIn);
  useEffect(() => {
    const look = () => setNumber(numberIn());
    addEventListener('popstate', look);
    return () => removeEventListener('popstate', look);
  }, []);
  return number;
}
