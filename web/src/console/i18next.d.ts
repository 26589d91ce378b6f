import 'i18next';
import type api from '../shared/api/locales/zh-CN.json';
import type answers from '../shared/forms/answers/locales/zh-CN.json';
import type ui from '../shared/ui/locales/zh-CN.json';
import type callbar from './callbar/locales/zh-CN.json';
import type board from './features/board/locales/zh-CN.json';
import type calls from './features/calls/locales/zh-CN.json';
import type customer from './features/customer/locales/zh-CN.json';
import type desk from './features/desk/locales/zh-CN.json';
import type dispatch from './features/dispatch/locales/zh-CN.json';
import type figures from './features/figures/locales/zh-CN.json';
import type forms from './features/forms/locales/zh-CN.json';
import type login from './features/login/locales/zh-CN.json';
import type messages from './features/messages/locales/zh-CN.json';
import type hours from './features/routing/hours/locales/zh-CN.json';
import type routing from './features/routing/locales/zh-CN.json';
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
      answers: typeof answers;
      api: typeof api;
      board: typeof board;
      callbar: typeof callbar;
      calls: typeof calls;
      customer: typeof customer;
      desk: typeof desk;
      dispatch: typeof dispatch;
      figures: typeof figures;
      forms: typeof forms;
      handling: typeof handling;
      hours: typeof hours;
      login: typeof login;
      messages: typeof messages;
      map: typeof map;
      routing: typeof routing;
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
