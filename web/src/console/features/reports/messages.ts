import { addMessages } from '@shared/i18n';
import en from './locales/en.json';
import zh from './locales/zh-CN.json';

addMessages('reports', { 'zh-CN': zh, en });
// What the server refuses here is worded with the page, not with the first one.
addMessages('api', { 'zh-CN': { problem: zh.problem }, en: { problem: en.problem } });
