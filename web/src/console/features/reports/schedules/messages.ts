import { addMessages } from '@shared/i18n';
import en from './locales/en.json';
import zh from './locales/zh-CN.json';

addMessages('schedules', { 'zh-CN': zh, en });
addMessages('api', { 'zh-CN': { problem: zh.problem }, en: { problem: en.problem } });
