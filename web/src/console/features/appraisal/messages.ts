import { addMessages } from '@shared/i18n';
import en from './locales/en.json';
import zh from './locales/zh-CN.json';

addMessages('appraisal', { 'zh-CN': zh, en });
