import { ReloadOutlined } from '@ant-design/icons';
import { useProblemMessage } from '@console/useProblemMessage';
import { useLanguage, useText } from '@shared/i18n';
import { useCan } from '@shared/perm/Can';
import { fullTime, shortTime } from '@shared/ui/format';
import { Pill, type Tone } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { useOffline } from '@shared/ui/useBlocked';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { checkedDevicesQuery, type Device, devicesQuery } from '../api';
import { AccountChoice, Said } from './Said';
import own from './tabs.module.css';

const RefreshDialog = lazy(() => import('./RefreshDialog'));

const signalTones: Record<Device['signal'], Tone> = {
  good: 'ok',
  marginal: 'warn',
  bad: 'danger',
  unknown: 'plain',
};

/** The devices at the customer's as their network sees them now, and what can be done to them from here. */
export default function DevicesTab({ customerId }: { customerId: string }) {
  const { t } = useTranslation('customer');
  const say = useProblemMessage();
  const queryClient = useQueryClient();
  const [account, setAccount] = useState('');
  const [isChecking, setChecking] = useState(false);
  const [refreshed, setRefreshed] = useState<Device | null>(null);
  const { data, error, refetch } = useQuery(devicesQuery(customerId, account));
  const check = () => {
    setChecking(true);
    queryClient
      .fetchQuery(checkedDevicesQuery(customerId, account))
      .catch((failure: unknown) => data && say(failure)) // without data the panel itself says so
      .finally(() => setChecking(false));
  };
  return (
    <Said
      title={t('devices.title')}
      data={data}
      error={data ? null : error}
      onRetry={() => void refetch()}
      actions={
        <>
          <AccountChoice accounts={data?.accounts} value={account} onChoose={setAccount} />
          <Button
            size="small"
            icon={<ReloadOutlined />}
            loading={isChecking}
            onClick={check}
            data-testid="check-devices"
          >
            {t('devices.check')}
          </Button>
        </>
      }
    >
      {(said) => (
        <>
          {said.devices.length === 0 && <Empty title={t('devices.none')} hint={t('devices.noneHint')} />}
          <ul className={own.devices} aria-busy={isChecking}>
            {said.devices.map((device) => (
              <DeviceCard key={device.resource} device={device} onRefresh={() => setRefreshed(device)} />
            ))}
          </ul>
          {refreshed && (
            <Suspense>
              <RefreshDialog
                customerId={customerId}
                account={said.account_no}
                device={refreshed}
                onDone={check}
                onClose={() => setRefreshed(null)}
              />
            </Suspense>
          )}
        </>
      )}
    </Said>
  );
}

function DeviceCard({ device, onRefresh }: { device: Device; onRefresh: () => void }) {
  const { t } = useTranslation('customer');
  const text = useText();
  const language = useLanguage();
  const mayRefresh = useCan('customer.edit');
  const offline = useOffline();
  return (
    <li data-testid="device" data-off={!device.is_online}>
      <div className={own.deviceHead}>
        <b>{t(`devices.kind.${device.kind}`)}</b>
        <Pill tone={device.is_online ? 'ok' : 'danger'}>
          {t(device.is_online ? 'devices.online' : 'devices.offline')}
        </Pill>
        <span>{[text(device.product), device.model].filter(Boolean).join(' · ')}</span>
      </div>
      <dl>
        <div>
          <dt>{t('resource')}</dt>
          <dd>{device.resource}</dd>
        </div>
        <div>
          <dt>{t('devices.signal')}</dt>
          <dd>
            {device.signal_dbm !== null && `${device.signal_dbm.toFixed(1)} dBm `}
            <Pill tone={signalTones[device.signal]}>{t(`devices.is.${device.signal}`)}</Pill>
          </dd>
        </div>
        <div>
          <dt>{t('devices.lastSeen')}</dt>
          <dd title={device.last_seen_ms === null ? undefined : fullTime(device.last_seen_ms, language)}>
            {device.last_seen_ms === null ? '—' : shortTime(device.last_seen_ms)}
          </dd>
        </div>
      </dl>
      {mayRefresh && (
        <Button
          size="small"
          disabled={offline !== null}
          title={offline ?? undefined}
          aria-label={t('devices.refreshOf', { resource: device.resource })}
          onClick={onRefresh}
          data-testid="refresh-device"
        >
          {t('devices.refresh')}
        </Button>
      )}
    </li>
  );
}
