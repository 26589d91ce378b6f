import 'i18next';
import type api from '../shared/api/locales/zh-CN.json';
import type answers from '../shared/forms/answers/locales/zh-CN.json';
import type ui from '../shared/ui/locales/zh-CN.json';
import type callbar from './callbar/locales/zh-CN.json';
import type admin from './features/admin/locales/zh-CN.json';
import type appraisal from './features/appraisal/locales/zh-CN.json';
import type board from './features/board/locales/zh-CN.json';
import type calls from './features/calls/locales/zh-CN.json';
import type customer from './features/customer/locales/zh-CN.json';
import type desk from './features/desk/locales/zh-CN.json';
import type dispatch from './features/dispatch/locales/zh-CN.json';
import type figures from './features/figures/locales/zh-CN.json';
import type forms from './features/forms/locales/zh-CN.json';
import type login from './features/login/locales/zh-CN.json';
import type messages from './features/messages/locales/zh-CN.json';
import type exports from './features/reports/exports/locales/zh-CN.json';
import type reports from './features/reports/locales/zh-CN.json';
import type schedules from './features/reports/schedules/locales/zh-CN.json';
import type hours from './features/routing/hours/locales/zh-CN.json';
import type routing from './features/routing/locales/zh-CN.json';
import type screen from './features/screen/locales/zh-CN.json';
import type service from './features/service/locales/zh-CN.json';
import type survey from './features/survey/locales/zh-CN.json';
import type tasks from './features/tasks/locales/zh-CN.json';
import type handling from './features/tickets/handling/locales/zh-CN.json';
import type tickets from './features/tickets/locales/zh-CN.json';
import type wrapup from './features/wrapup/locales/zh-CN.json';
import type map from './map/locales/zh-CN.json';
import type shell from './shell/locales/zh-CN.json';

/** Keys are checked by the compiler: a sentence that does not exist does not compile. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'ui';
    enableSelector: false;
    resources: {
      admin: typeof admin;
      answers: typeof answers;
      api: typeof api;
      appraisal: typeof appraisal;
      reports: typeof reports;
      screen: typeof screen;
      board: typeof board;
      callbar: typeof callbar;
      calls: typeof calls;
      customer: typeof customer;
      desk: typeof desk;
      dispatch: typeof dispatch;
      exports: typeof exports;
      figures: typeof figures;
      forms: typeof forms;
      handling: typeof handling;
      hours: typeof hours;
      login: typeof login;
      messages: typeof messages;
      map: typeof map;
      routing: typeof routing;
      schedules: typeof schedules;
      service: typeof service;
      shell: typeof shell;
      survey: typeof survey;
      tasks: typeof tasks;
      tickets: typeof tickets;
      ui: typeof ui;
      wrapup: typeof wrapup;
    };
  }
}
