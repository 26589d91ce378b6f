import { useProblemText } from '@shared/api/useProblemText';
import { areasQuery, type Outage, workOrderKeys } from '@shared/api/workOrders';
import { useLanguage, useText } from '@shared/i18n';
import { serverNow } from '@shared/rt/clock';
import { useOffline } from '@shared/ui/useBlocked';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { closeOutage, correctOutage, declareOutage, keys } from './api';
import { addDays, beginOf, clockTime, dayName, dayOf } from './days';
import styles from './dialogs.module.css';

const okId = { 'data-testid': 'outage-ok', htmlType: 'submit', form: 'outage-form' } as const;
const HOUR_MS = 3_600_000;

/** Declare an outage of an area, correct what is said about it, or end it: agents and callers hear of it at once. */
export function OutageDialog({ outage, onClose }: { outage: Outage | null; onClose: () => void }) {
  const { t } = useTranslation(['dispatch', 'ui']);
  const text = useText();
  const client = useQueryClient();
  const problem = useProblemText();
  const offline = useOffline();
  const { message } = App.useApp();
  const areas = useQuery(areasQuery);
  const until = useUntil(outage?.expected_until ?? null);
  const [area, setArea] = useState(outage?.area_id);
  const [zh, setZh] = useState(outage?.text['zh-CN'] ?? '');
  const [en, setEn] = useState(outage?.text.en ?? '');
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isWhole = area !== undefined && zh.trim() !== '' && en.trim() !== '';

  const send = async (request: () => Promise<unknown>, said: string) => {
    setBusy(true);
    setFailure(null);
    try {
      await request();
      void message.success(said);
      onClose();
    } catch (error) {
      setFailure(problem(error));
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: workOrderKeys.outages });
      void client.invalidateQueries({ queryKey: keys.all });
    }
  };
  const save = () => {
    if (!isWhole || isBusy || offline !== null) return;
    const body = {
      area_id: area,
      text: { 'zh-CN': zh.trim(), en: en.trim() },
      expected_until: until.value || null,
    };
    const request = outage
      ? () => correctOutage(outage.outage_id, outage.version, body)
      : () => declareOutage(body);
    void send(request, t(outage ? 'outage.corrected' : 'outage.declared'));
  };

  return (
    <Modal
      open
      width={520}
      title={t(outage ? 'outage.change' : 'outage.declare')}
      onCancel={onClose}
      footer={
        <>
          {outage && (
            <Button
              danger
              disabled={isBusy || offline !== null}
              onClick={() =>
                void send(() => closeOutage(outage.outage_id, outage.version), t('outage.closed'))
              }
              data-testid="outage-close"
            >
              {t('outage.close')}
            </Button>
          )}
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button {...okId} type="primary" disabled={!isWhole || offline !== null} loading={isBusy}>
            {t(outage ? 'outage.save' : 'outage.declare')}
          </Button>
        </>
      }
    >
      {failure && <Alert type="error" showIcon title={failure} />}
      {/* lists open in here: the dialog itself lets the mouse through */}
      <Form data-popups id="outage-form" layout="vertical" className={styles.form} onFinish={save}>
        <Form.Item label={t('outage.area')} htmlFor="outage-area" required>
          <Select
            id="outage-area"
            value={area}
            disabled={outage !== null}
            autoFocus={outage === null}
            showSearch={{ optionFilterProp: 'label' }}
            options={areas.data?.map((each) => ({ value: each.area_id, label: text(each.text) })) ?? []}
            onChange={setArea}
          />
        </Form.Item>
        <Form.Item label={t('outage.zh')} htmlFor="outage-zh" required>
          <Input.TextArea
            id="outage-zh"
            lang="zh-CN"
            value={zh}
            maxLength={500}
            autoSize={{ minRows: 2 }}
            onChange={(event) => setZh(event.target.value)}
          />
        </Form.Item>
        <Form.Item label={t('outage.en')} htmlFor="outage-en" required>
          <Input.TextArea
            id="outage-en"
            lang="en"
            value={en}
            maxLength={500}
            autoSize={{ minRows: 2 }}
            onChange={(event) => setEn(event.target.value)}
          />
        </Form.Item>
        <Form.Item label={t('outage.expected')} htmlFor="outage-until">
          <Select id="outage-until" {...until} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** When it should be over: nobody knows, in some hours on the half hour, tomorrow morning or evening. */
function useUntil(set: string | null) {
  const { t } = useTranslation('dispatch');
  const language = useLanguage();
  const [value, onChange] = useState(set ?? '');
  const [nowMs] = useState(serverNow);
  const half = Math.ceil(nowMs / (HOUR_MS / 2)) * (HOUR_MS / 2);
  const tomorrow = beginOf(addDays(dayOf(nowMs), 1));
  const moments = [
    ...(set ? [Date.parse(set)] : []),
    ...[1, 2, 3, 4, 6, 8, 12].map((hours) => half + hours * HOUR_MS),
    ...[8, 12, 18].map((hours) => tomorrow + hours * HOUR_MS),
  ].toSorted((a, b) => a - b);
  const options = [...new Set(moments)].map((ms) => {
    const at = new Date(ms).toISOString();
    return {
      value: ms === Date.parse(set ?? '') ? (set ?? at) : at,
      label: `${dayName(dayOf(ms), language)} ${clockTime(at)}`,
    };
  });
  return { value, onChange, options: [{ value: '', label: t('outage.unknown') }, ...options] };
}
