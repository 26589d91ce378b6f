import { addMessages } from '@shared/i18n';
import en from './locales/en.json';
import zh from './locales/zh-CN.json';

addMessages('figures', { 'zh-CN': zh, en });
