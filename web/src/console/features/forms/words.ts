import type { Condition, Definition, Item, Words } from '@shared/forms/model';
import { itemsOf } from '@shared/forms/model';
import { say } from '@shared/forms/words';
import { useLanguage } from '@shared/i18n';
import { useTranslation } from 'react-i18next';

/** How the builder names items and conditions in the console's language. */
export function useFormWords(definition: Definition) {
  const { t } = useTranslation('forms');
  const language = useLanguage();
  const items = itemsOf(definition);
  const words = (text: Words | undefined) => say(text, language) || t('list.untitled');
  const numberOf = (item: Item) => items.indexOf(item) + 1;
  const nameOf = (item: Item) => `${numberOf(item)}. ${words(item.label)}`;
  const optionOf = (item: Item | undefined, value: string | number) => {
    const option = item?.options?.find((each) => each.code === String(value));
    const label = say(option?.label, language);
    return typeof value === 'number' && label ? `${value} ${label}` : label || String(value);
  };
  const conditionOf = ({ item: code, op, values = [] }: Condition, own?: Item) => {
    const item = items.find((each) => each.code === code);
    const list = values.map((value) => optionOf(item, value)).join(language === 'en' ? ' / ' : '／');
    return [item === own ? '' : item ? nameOf(item) : code, t(`op.${op}`), list].filter(Boolean).join(' ');
  };
  return { items, words, nameOf, numberOf, optionOf, conditionOf };
}
