import type { Answer, Item } from '@shared/forms/model';
import { say } from '@shared/forms/words';
import type { Language } from '@shared/i18n';
import { Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Choices, Rating } from './Choices';
import { describedBy, fieldId, isGroup } from './FieldFrame';
import styles from './fields.module.css';

export interface ControlProps {
  item: Item;
  formId: string;
  language: Language;
  answer: Answer;
  isWrong: boolean;
  hasKeys: boolean;
  onChange: (answer: Answer) => void;
}

const LONG = 100;

/** What an item is answered with. */
export function Control(props: ControlProps) {
  const { item, formId, language, answer, isWrong, onChange } = props;
  const { t } = useTranslation('answers', { lng: language });
  const id = fieldId(formId, item.code);
  if (item.kind === 'photo' || item.kind === 'signature')
    return (
      <output id={id} className={styles.elsewhere}>
        {t('onFieldOnly')}
      </output>
    );
  if (item.kind === 'scale' || item.kind === 'nps') return <Rating {...props} />;
  if (isGroup(item)) return <Choices {...props} />;
  const shared = {
    id,
    'aria-required': item.is_required ?? false,
    'aria-invalid': isWrong,
    'aria-describedby': describedBy(id, item, language, isWrong),
    ...(isWrong ? { status: 'error' as const } : {}),
  };
  const text = typeof answer === 'string' ? answer : '';
  const write = (event: { target: { value: string } }) => onChange(event.target.value);
  switch (item.kind) {
    case 'single':
      return (
        <Select
          {...shared}
          value={text || null}
          placeholder={t('choose')}
          allowClear={!item.is_required}
          showSearch={{ optionFilterProp: 'label' }}
          options={(item.options ?? []).map((option) => ({
            value: option.code,
            label: say(option.label, language) || option.code,
          }))}
          onChange={(code: string | undefined) => onChange(code)}
        />
      );
    case 'number':
      return (
        <InputNumber
          {...shared}
          className={styles.number}
          value={typeof answer === 'number' ? answer : null}
          {...(item.is_whole ? { precision: 0 } : {})}
          onChange={(value) => onChange(value)}
        />
      );
    case 'date':
      return <Input {...shared} className={styles.date} type="date" value={text} onChange={write} />;
    case 'phone':
      return <Input {...shared} className={styles.date} type="tel" value={text} onChange={write} />;
    case 'text':
      if ((item.max ?? LONG + 1) > LONG)
        return (
          <Input.TextArea {...shared} autoSize={{ minRows: 2, maxRows: 6 }} value={text} onChange={write} />
        );
      return <Input {...shared} value={text} onChange={write} />;
    default:
      return <Input {...shared} value={text} onChange={write} />;
  }
}
