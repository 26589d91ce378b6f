import type { Text } from '@shared/rt/events';
import { Form, Input, InputNumber, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './service.module.css';

export const isCode = (code: string): boolean => /^[a-z0-9][a-z0-9_.-]{0,49}$/.test(code);

export const isNamed = ({ code, text }: { code: string; text: Text }): boolean =>
  isCode(code) && text['zh-CN'].trim() !== '' && text.en.trim() !== '';

interface NameFieldsProps {
  value: { code: string; text: Text };
  isNew: boolean;
  isTaken: boolean;
  /** What a code may look like, and how that is said. */
  code?: { isRight: (code: string) => boolean; hint: string };
  onChange: (part: { code?: string; text?: Text }) => void;
}

/** The names in both languages, and the code, which stays for ever. */
export function NameFields({ value, isNew, isTaken, code: rule, onChange }: NameFieldsProps) {
  const { t } = useTranslation('service');
  const isRight = rule?.isRight ?? isCode;
  const { code, text } = value;
  const isWrong = isTaken || (isNew && code !== '' && !isRight(code));
  return (
    <div className={styles.columns}>
      <Form.Item label={t('field.zh')} htmlFor="service-zh">
        <Input
          id="service-zh"
          lang="zh-CN"
          value={text['zh-CN']}
          maxLength={100}
          autoFocus
          onChange={(event) => onChange({ text: { ...text, 'zh-CN': event.target.value } })}
        />
      </Form.Item>
      <Form.Item label={t('field.en')} htmlFor="service-en">
        <Input
          id="service-en"
          lang="en"
          value={text.en}
          maxLength={100}
          onChange={(event) => onChange({ text: { ...text, en: event.target.value } })}
        />
      </Form.Item>
      <Form.Item
        label={t('field.code')}
        htmlFor="service-code"
        validateStatus={isWrong ? 'error' : ''}
        extra={
          isTaken ? t('fault.taken') : isNew ? (rule?.hint ?? t('field.codeHint')) : t('field.codeStays')
        }
      >
        <Input
          id="service-code"
          value={code}
          disabled={!isNew}
          spellCheck={false}
          autoCapitalize="none"
          maxLength={50}
          aria-invalid={isWrong}
          onChange={(event) => onChange({ code: event.target.value })}
        />
      </Form.Item>
    </div>
  );
}

interface OrderFieldsProps {
  value: { position: number; is_active: boolean };
  onChange: (part: { position?: number; is_active?: boolean }) => void;
}

/** Where it stands in lists, and whether it can be chosen. */
export function OrderFields({ value, onChange }: OrderFieldsProps) {
  const { t } = useTranslation('service');
  return (
    <div className={styles.columns}>
      <Form.Item label={t('field.position')} htmlFor="service-position">
        <InputNumber
          id="service-position"
          min={0}
          max={9999}
          precision={0}
          value={value.position}
          onChange={(position) => onChange({ position: position ?? 0 })}
        />
      </Form.Item>
      <Active isActive={value.is_active} onChange={(is_active) => onChange({ is_active })} />
    </div>
  );
}

export function Active({ isActive, onChange }: { isActive: boolean; onChange: (isActive: boolean) => void }) {
  const { t } = useTranslation('service');
  return (
    <Form.Item label={t('field.active')} htmlFor="service-active">
      <Switch
        id="service-active"
        checked={isActive}
        checkedChildren={t('yes')}
        unCheckedChildren={t('no')}
        onChange={onChange}
      />
    </Form.Item>
  );
}
