import { ProblemError } from '@shared/api/problem';
import { meQuery } from '@shared/api/session';
import type { Permission } from '@shared/perm/Can';
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, Outlet, redirect } from '@tanstack/react-router';
import { LoginPage } from './features/login/LoginPage';
import { StartFailed } from './features/login/StartFailed';
import { Shell } from './shell/Shell';

interface Context {
  queryClient: QueryClient;
}

export const root = createRootRouteWithContext<Context>()({ component: Outlet, errorComponent: StartFailed });

export const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  component: LoginPage,
});

/** Everything behind the log-in. The desk itself belongs to the shell, so that no navigation unmounts a call. */
export const shell = createRoute({
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

/** Let in who has one of some permissions; others are shown that they may not. */
export const mayEnter =
  (...permissions: Permission[]) =>
  ({ context }: { context: { me: { permissions: string[] } } }) => ({
    isForbidden: !permissions.some((each) => context.me.permissions.includes(each)),
  });

/** Reads the words of an address that a room understands; what is empty, or no word, is left out. */
export const reading =
  <Name extends string>(...names: Name[]) =>
  (search: Record<string, unknown>) =>
    Object.fromEntries(
      names.flatMap((name) =>
        search[name] && typeof search[name] === 'string' ? [[name, search[name]]] : [],
      ),
    ) as Partial<Record<Name, string>>;
