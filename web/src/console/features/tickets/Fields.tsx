import { useText } from '@shared/i18n';
import type { Product } from '@shared/rt/events';
import { Cascader, Input, Radio, Select, Switch } from 'antd';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type Category, type Content, channels, kinds, type Settings, severities, ways } from './api';
import { childrenOf, mayBeSettled, pathOf } from './categories';
import { Field } from './Field';
import type { Subject } from './subject';
import styles from './tickets.module.css';
import type { Faults } from './useAcceptance';

interface PartProps {
  content: Content;
  settings: Settings;
  category: Category | undefined;
  faults: Faults;
  change: (part: Partial<Content>) => void;
}

interface BasicsProps extends PartProps {
  subject: Subject;
  /** What the choice comes to, shown below it. */
  children: ReactNode;
}

/** Of what kind, about what, where. */
export function Basics({ subject, content, settings, faults, change, children }: BasicsProps) {
  const { t } = useTranslation('tickets');
  const text = useText();
  const products = subject.customer?.products ?? [];
  const productName = (one: Product) => `${text(one.name)} ${one.resource}`;
  return (
    <>
      <Radio.Group
        value={content.kind}
        aria-label={t('field.kind')}
        onChange={({ target }) => change({ kind: target.value, category_code: '', answers: {} })}
      >
        {kinds.map((kind) => (
          <Radio.Button key={kind} value={kind}>
            <span data-testid={`acceptance-kind-${kind}`}>{t(`kind.${kind}`)}</span>
          </Radio.Button>
        ))}
      </Radio.Group>
      <Field name="category_code" label={t('field.category')} faults={faults}>
        <Cascader
          key={content.kind}
          value={pathOf(settings.categories, content.category_code)}
          options={childrenOf(settings.categories, content.kind, null, text)}
          showSearch
          allowClear={false}
          placeholder={t('field.categoryHint')}
          onChange={(path) => change({ category_code: String(path?.at(-1) ?? ''), answers: {} })}
          data-testid="acceptance-category"
        />
      </Field>
      {children}
      {!subject.callId && !subject.surveyCase && (
        <Field name="origin" label={t('field.origin')} faults={faults}>
          <Select
            value={content.origin || ways[0]}
            options={ways.map((value) => ({ value, label: t(`origin.${value}`) }))}
            onChange={(origin) => change({ origin })}
          />
        </Field>
      )}
      {!subject.customer && (
        <>
          <Field
            name="caller_name"
            label={t(subject.callId ? 'field.callerName' : 'field.contactName')}
            faults={faults}
          >
            <Input
              value={content.caller_name}
              maxLength={100}
              onChange={({ target }) => change({ caller_name: target.value })}
            />
          </Field>
          <Field
            name="caller_number"
            label={t(subject.callId ? 'field.callerNumber' : 'field.contactNumber')}
            faults={faults}
          >
            <Input
              value={content.caller_number}
              maxLength={30}
              onChange={({ target }) => change({ caller_number: target.value })}
            />
          </Field>
        </>
      )}
      {products.length > 0 && (
        <Field name="resource" label={t('field.product')} faults={faults}>
          <Select
            value={content.product_id || null}
            allowClear
            placeholder={t('field.none')}
            options={products.map((one) => ({ value: one.product_id, label: productName(one) }))}
            onChange={(product_id) =>
              change({
                product_id: product_id ?? '',
                resource: products.find((one) => one.product_id === product_id)?.resource ?? '',
              })
            }
            data-testid="acceptance-product"
          />
        </Field>
      )}
      <Field name="address" label={t('field.address')} faults={faults}>
        <Input
          value={content.address}
          maxLength={200}
          onChange={({ target }) => change({ address: target.value })}
          data-testid="acceptance-address"
        />
      </Field>
      <Field name="description" label={t('field.description')} faults={faults}>
        <Input.TextArea
          rows={3}
          value={content.description}
          maxLength={2000}
          onChange={({ target }) => change({ description: target.value })}
          data-testid="acceptance-description"
        />
      </Field>
    </>
  );
}

/** How urgent, and how the answer goes back. */
export function Reply({ content, settings, category, faults, change }: PartProps) {
  const { t } = useTranslation('tickets');
  const settledId = useId();
  return (
    <>
      <Field name="severity" label={t('field.severity')} faults={faults}>
        <Select
          value={content.severity || category?.severity || 'ordinary'}
          options={severities.map((value) => ({ value, label: t(`severity.${value}`) }))}
          onChange={(severity) => change({ severity })}
        />
      </Field>
      <Field name="reply_by" label={t('field.replyBy')} faults={faults}>
        <Select
          value={content.reply_by}
          options={channels.map((value) => ({ value, label: t(`channel.${value}`) }))}
          onChange={(reply_by) => change({ reply_by })}
        />
      </Field>
      {content.reply_by !== 'none' && (
        <Field name="reply_to" label={t('field.replyTo')} faults={faults}>
          <Input
            value={content.reply_to}
            placeholder={t(content.reply_by === 'mail' ? 'field.mailHint' : 'field.numberHint')}
            maxLength={100}
            onChange={({ target }) => change({ reply_to: target.value })}
          />
        </Field>
      )}
      {mayBeSettled(settings, content.kind) && (
        <label className={styles.switch} htmlFor={settledId}>
          <Switch
            id={settledId}
            size="small"
            checked={content.is_settled_now}
            onChange={(is_settled_now) => change({ is_settled_now })}
            data-testid="acceptance-settled"
          />
          {t('field.settled')}
        </label>
      )}
    </>
  );
}
