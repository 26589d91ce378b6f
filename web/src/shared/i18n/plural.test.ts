import i18next from 'i18next';
import { expect, test } from 'vitest';

test('plurals follow the language', async () => {
  await i18next.changeLanguage('en');
  expect(document.documentElement.lang).toBe('en');
  expect(i18next.t('login:throttled', { seconds: 1 })).toBe('Too many attempts. Try again in 1 second.');
  expect(i18next.t('login:throttled', { seconds: 30 })).toBe('Too many attempts. Try again in 30 seconds.');
  await i18next.changeLanguage('zh-CN');
  expect(document.documentElement.lang).toBe('zh-CN');
  expect(i18next.t('login:throttled', { seconds: 30 })).toBe('尝试次数过多，请在 30 秒后再试。');
});
