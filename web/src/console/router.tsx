import { ProblemError } from '@shared/api/problem';
import { meQuery } from '@shared/api/session';
import type { Permission } from '@shared/perm/Can';
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { readSearch as readDispatch } from './features/dispatch/search';
import { LoginPage } from './features/login/LoginPage';
import { StartFailed } from './features/login/StartFailed';
import { readSearch as readTickets } from './features/tickets/handling/search';
import { Forbidden } from './shell/Forbidden';
import { Shell } from './shell/Shell';

interface Context {
  queryClient: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, errorComponent: StartFailed });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  component: LoginPage,
});

/** Everything behind the log-in. The desk itself belongs to the shell, so that no navigation unmounts a call. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ context }) => {
    try {
      return { me: await context.queryClient.ensureQueryData(meQuery) };
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) throw redirect({ to: '/login' });
      throw error;
    }
  },
  component: Shell,
});

const mayEnter =
  (permission: Permission) =>
  ({ context }: { context: { me: { permissions: string[] } } }) => ({
    isForbidden: !context.me.permissions.includes(permission),
  });

const desk = createRoute({
  getParentRoute: () => shell,
  path: '/',
  validateSearch: (search: Record<string, unknown>): { customer?: string } =>
    typeof search.customer === 'string' ? { customer: search.customer } : {},
  beforeLoad: ({ context }) => {
    const { permissions } = context.me;
    if (!permissions.includes('desk.use') && permissions.includes('board.view'))
      throw redirect({ to: '/board' });
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
  beforeLoad: mayEnter('board.view'),
  component: function Supervision() {
    return board.useRouteContext().isForbidden ? <Forbidden /> : <Board />;
  },
});

const Routing = lazyRouteComponent(() => import('./features/routing/RoutingPage'), 'RoutingPage');

const word = (value: unknown) => (typeof value === 'string' ? value : undefined);

const routing = createRoute({
  getParentRoute: () => shell,
  path: '/routing',
  validateSearch: (search: Record<string, unknown>): { room?: string; queue?: string; calendar?: string } => {
    const [room, queue, calendar] = [word(search.room), word(search.queue), word(search.calendar)];
    return { ...(room ? { room } : {}), ...(queue ? { queue } : {}), ...(calendar ? { calendar } : {}) };
  },
  beforeLoad: mayEnter('admin.routing'),
  component: function Administration() {
    return routing.useRouteContext().isForbidden ? <Forbidden /> : <Routing />;
  },
});

const Calls = lazyRouteComponent(() => import('./features/calls/CallsPage'), 'CallsPage');

const calls = createRoute({
  getParentRoute: () => shell,
  path: '/calls',
  validateSearch: (search: Record<string, unknown>): { room?: string; span?: string; call?: string } => {
    const [room, span, call] = [word(search.room), word(search.span), word(search.call)];
    return { ...(room ? { room } : {}), ...(span ? { span } : {}), ...(call ? { call } : {}) };
  },
  beforeLoad: mayEnter('board.view'),
  component: function Records() {
    return calls.useRouteContext().isForbidden ? <Forbidden /> : <Calls />;
  },
});

const Messages = lazyRouteComponent(() => import('./features/messages/MessagesPage'), 'MessagesPage');

const messages = createRoute({
  getParentRoute: () => shell,
  path: '/messages',
  validateSearch: (search: Record<string, unknown>): { room?: string; message?: string } => {
    const [room, message] = [word(search.room), word(search.message)];
    return { ...(room ? { room } : {}), ...(message ? { message } : {}) };
  },
  beforeLoad: mayEnter('message.view'),
  component: function ShortMessages() {
    return messages.useRouteContext().isForbidden ? <Forbidden /> : <Messages />;
  },
});

const Forms = lazyRouteComponent(() => import('./features/forms/FormsPage'), 'FormsPage');

const forms = createRoute({
  getParentRoute: () => shell,
  path: '/forms',
  validateSearch: (search: Record<string, unknown>): { room?: string; form?: string } => {
    const [room, form] = [word(search.room), word(search.form)];
    return { ...(room ? { room } : {}), ...(form ? { form } : {}) };
  },
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

const Tasks = lazyRouteComponent(() => import('./features/tasks/TasksPage'), 'TasksPage');

const tasks = createRoute({
  getParentRoute: () => shell,
  path: '/tasks',
  beforeLoad: mayEnter('ticket.view'),
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
  validateSearch: (search: Record<string, unknown>): { room?: string } => {
    const room = word(search.room);
    return room ? { room } : {};
  },
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
  validateSearch: (search: Record<string, unknown>): { room?: string } => {
    const room = word(search.room);
    return room ? { room } : {};
  },
  beforeLoad: mayEnter('survey.manage'),
  component: function SurveyManagement() {
    return surveyManage.useRouteContext().isForbidden ? <Forbidden /> : <SurveyManage />;
  },
});

const Figures = lazyRouteComponent(() => import('./features/figures/FiguresPage'), 'FiguresPage');

const figures = createRoute({
  getParentRoute: () => shell,
  path: '/figures',
  validateSearch: (search: Record<string, unknown>): { room?: string; span?: string } => {
    const [room, span] = [word(search.room), word(search.span)];
    return { ...(room ? { room } : {}), ...(span ? { span } : {}) };
  },
  beforeLoad: mayEnter('figures.view'),
  component: function Statistics() {
    return figures.useRouteContext().isForbidden ? <Forbidden /> : <Figures />;
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
        forms,
        tickets,
        tasks,
        dispatch,
        service,
        survey,
        surveyManage,
        figures,
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
