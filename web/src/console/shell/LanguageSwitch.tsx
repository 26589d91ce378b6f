import { TranslationOutlined } from '@ant-design/icons';
import { useLanguage } from '@shared/i18n';
import { Unseen } from '@shared/ui/Unseen';
import { useTranslation } from 'react-i18next';
import styles from './shell.module.css';

export function LanguageSwitch() {
  const { t, i18n } = useTranslation('ui');
  const other = useLanguage() === 'en' ? 'zh-CN' : 'en';
  return (
    <button
      type="button"
      className={styles.icon}
      lang={other}
      title={t('language.switch')}
      onClick={() => void i18n.changeLanguage(other)}
      data-testid="language-switch"
    >
      <TranslationOutlined aria-hidden />
      <b aria-hidden>{t('language.short')}</b>
      <Unseen>{t('language.switch')}</Unseen>
    </button>
  );
}
