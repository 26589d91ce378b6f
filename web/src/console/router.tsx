import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { adminPermissions } from './features/admin/permissions';
import { appraisalPermissions } from './features/appraisal/permissions';
import { readSearch as readBoard } from './features/board/search';
import { readSearch as readDispatch } from './features/dispatch/search';
import { readSearch as readReports } from './features/reports/search';
import { taskPermissions } from './features/tasks/permissions';
import { readSearch as readTickets } from './features/tickets/handling/search';
import { login, mayEnter, reading, root, shell } from './routes';
import { Forbidden } from './shell/Forbidden';

const desk = createRoute({
  getParentRoute: () => shell,
  path: '/',
  validateSearch: reading('customer'),
  beforeLoad: ({ context }) => {
    const may = (each: string) => context.me.permissions.includes(each);
    if (!may('desk.use') && may('board.view')) throw redirect({ to: '/board' });
    return mayEnter('desk.use')({ context });
  },
  component: function Desk() {
    return desk.useRouteContext().isForbidden ? <Forbidden /> : null;
  },
});

const Board = lazyRouteComponent(() => import('./features/board/BoardPage'), 'BoardPage');

const board = createRoute({
  getParentRoute: () => shell,
  path: '/board',
  validateSearch: readBoard,
  beforeLoad: mayEnter('board.view'),
  component: function Supervision() {
    return board.useRouteContext().isForbidden ? <Forbidden /> : <Board />;
  },
});

const Routing = lazyRouteComponent(() => import('./features/routing/RoutingPage'), 'RoutingPage');

const routing = createRoute({
  getParentRoute: () => shell,
  path: '/routing',
  validateSearch: reading('room', 'queue', 'calendar'),
  beforeLoad: mayEnter('admin.routing'),
  component: function Administration() {
    return routing.useRouteContext().isForbidden ? <Forbidden /> : <Routing />;
  },
});

const Calls = lazyRouteComponent(() => import('./features/calls/CallsPage'), 'CallsPage');

const calls = createRoute({
  getParentRoute: () => shell,
  path: '/calls',
  validateSearch: reading('room', 'span', 'call'),
  beforeLoad: mayEnter('board.view'),
  component: function Records() {
    return calls.useRouteContext().isForbidden ? <Forbidden /> : <Calls />;
  },
});

const Messages = lazyRouteComponent(() => import('./features/messages/MessagesPage'), 'MessagesPage');

const messages = createRoute({
  getParentRoute: () => shell,
  path: '/messages',
  validateSearch: reading('room', 'message'),
  beforeLoad: mayEnter('message.view'),
  component: function ShortMessages() {
    return messages.useRouteContext().isForbidden ? <Forbidden /> : <Messages />;
  },
});

const Admin = lazyRouteComponent(() => import('./features/admin/AdminPage'), 'AdminPage');

const admin = createRoute({
  getParentRoute: () => shell,
  path: '/admin',
  validateSearch: reading('room'),
  beforeLoad: mayEnter(...adminPermissions),
  component: function PeopleAndAudit() {
    return admin.useRouteContext().isForbidden ? <Forbidden /> : <Admin />;
  },
});

const Appraisal = lazyRouteComponent(() => import('./features/appraisal/AppraisalPage'), 'AppraisalPage');

const appraisal = createRoute({
  getParentRoute: () => shell,
  path: '/appraisal',
  validateSearch: reading('room', 'card'),
  beforeLoad: mayEnter(...appraisalPermissions),
  component: function Scorecards() {
    return appraisal.useRouteContext().isForbidden ? <Forbidden /> : <Appraisal />;
  },
});

const Forms = lazyRouteComponent(() => import('./features/forms/FormsPage'), 'FormsPage');

const forms = createRoute({
  getParentRoute: () => shell,
  path: '/forms',
  validateSearch: reading('room', 'form'),
  beforeLoad: mayEnter('admin.service'),
  component: function Builder() {
    return forms.useRouteContext().isForbidden ? <Forbidden /> : <Forms />;
  },
});

const Tickets = lazyRouteComponent(() => import('./features/tickets/handling/TicketsPage'), 'TicketsPage');

const tickets = createRoute({
  getParentRoute: () => shell,
  path: '/tickets',
  validateSearch: readTickets,
  beforeLoad: mayEnter('ticket.view'),
  component: function AllTickets() {
    return tickets.useRouteContext().isForbidden ? <Forbidden /> : <Tickets />;
  },
});

const NewTicket = lazyRouteComponent(() => import('./features/tickets/NewTicketPage'), 'NewTicketPage');

const newTicket = createRoute({
  getParentRoute: () => shell,
  path: '/tickets/new',
  validateSearch: reading('kind', 'customer', 'work_order', 'order_no', 'survey_case'),
  beforeLoad: mayEnter('ticket.handle'),
  component: function OneMoreTicket() {
    return newTicket.useRouteContext().isForbidden ? <Forbidden /> : <NewTicket />;
  },
});

const Tasks = lazyRouteComponent(() => import('./features/tasks/TasksPage'), 'TasksPage');

const tasks = createRoute({
  getParentRoute: () => shell,
  path: '/tasks',
  beforeLoad: mayEnter(...taskPermissions),
  component: function AllTasks() {
    return tasks.useRouteContext().isForbidden ? <Forbidden /> : <Tasks />;
  },
});

const Dispatch = lazyRouteComponent(() => import('./features/dispatch/DispatchPage'), 'DispatchPage');

const dispatch = createRoute({
  getParentRoute: () => shell,
  path: '/dispatch',
  validateSearch: readDispatch,
  beforeLoad: mayEnter('workorder.view'),
  component: function Dispatching() {
    return dispatch.useRouteContext().isForbidden ? <Forbidden /> : <Dispatch />;
  },
});

const Service = lazyRouteComponent(() => import('./features/service/ServicePage'), 'ServicePage');

const service = createRoute({
  getParentRoute: () => shell,
  path: '/service',
  validateSearch: reading('room'),
  beforeLoad: mayEnter('admin.service'),
  component: function FieldService() {
    return service.useRouteContext().isForbidden ? <Forbidden /> : <Service />;
  },
});

const Survey = lazyRouteComponent(() => import('./features/survey/SurveyPage'), 'SurveyPage');

const survey = createRoute({
  getParentRoute: () => shell,
  path: '/survey',
  beforeLoad: mayEnter('survey.call'),
  component: function Surveying() {
    return survey.useRouteContext().isForbidden ? <Forbidden /> : <Survey />;
  },
});

const SurveyManage = lazyRouteComponent(() => import('./features/survey/ManagePage'), 'ManagePage');

const surveyManage = createRoute({
  getParentRoute: () => shell,
  path: '/survey/manage',
  validateSearch: reading('room'),
  beforeLoad: mayEnter('survey.manage'),
  component: function SurveyManagement() {
    return surveyManage.useRouteContext().isForbidden ? <Forbidden /> : <SurveyManage />;
  },
});

const Figures = lazyRouteComponent(() => import('./features/figures/FiguresPage'), 'FiguresPage');

const figures = createRoute({
  getParentRoute: () => shell,
  path: '/figures',
  validateSearch: reading('room', 'span'),
  beforeLoad: mayEnter('figures.view'),
  component: function Statistics() {
    return figures.useRouteContext().isForbidden ? <Forbidden /> : <Figures />;
  },
});

const Reports = lazyRouteComponent(() => import('./features/reports/ReportsPage'), 'ReportsPage');

const reports = createRoute({
  getParentRoute: () => shell,
  path: '/reports',
  validateSearch: readReports,
  beforeLoad: mayEnter('figures.view'),
  component: function ReportViewer() {
    return reports.useRouteContext().isForbidden ? <Forbidden /> : <Reports />;
  },
});

export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([
      login,
      shell.addChildren([
        desk,
        board,
        calls,
        messages,
        routing,
        admin,
        appraisal,
        forms,
        tickets,
        newTicket,
        tasks,
        dispatch,
        service,
        survey,
        surveyManage,
        figures,
        reports,
      ]),
    ]),
    context: { queryClient },
    defaultNotFoundComponent: () => <Forbidden isMissing />,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
