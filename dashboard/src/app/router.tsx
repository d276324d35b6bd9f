import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router'
import { Home, OperatorOnly, SignedIn } from './gate'
import { Broken, Loading, NotFoundPage } from './notices'

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage })

const open = createRoute({
  getParentRoute: () => root,
  path: '/open',
  component: lazyRouteComponent(() => import('@/features/session/open'), 'Open'),
})

const signedIn = createRoute({ getParentRoute: () => root, id: 'in', component: SignedIn })

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: Home,
})

export interface CallsSearch {
  show?: string
  tenant?: string
  q?: string
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const calls = createRoute({
  getParentRoute: () => signedIn,
  path: '/calls',
  validateSearch: (search: Record<string, unknown>): CallsSearch => {
    const [show, tenant, q] = [text(search.show), text(search.tenant), text(search.q)]
    return { ...(show ? { show } : {}), ...(tenant ? { tenant } : {}), ...(q ? { q } : {}) }
  },
  component: lazyRouteComponent(() => import('./calls'), 'CallsPage'),
})

const call = createRoute({
  getParentRoute: () => signedIn,
  path: '/calls/$call',
  component: lazyRouteComponent(() => import('./call'), 'OneCallPage'),
})

const operator = createRoute({
  getParentRoute: () => signedIn,
  id: 'operator',
  component: OperatorOnly,
})

const businesses = createRoute({
  getParentRoute: () => operator,
  path: '/businesses',
  component: lazyRouteComponent(() => import('@/features/businesses/list'), 'Businesses'),
})

const business = createRoute({
  getParentRoute: () => operator,
  path: '/businesses/$tenant',
  component: lazyRouteComponent(() => import('./business'), 'BusinessPage'),
})

const numbers = createRoute({
  getParentRoute: () => operator,
  path: '/numbers',
  component: lazyRouteComponent(() => import('@/features/numbers/numbers'), 'Numbers'),
})

const deliveries = createRoute({
  getParentRoute: () => operator,
  path: '/deliveries',
  component: lazyRouteComponent(() => import('@/features/deliveries/deliveries'), 'Deliveries'),
})

const health = createRoute({
  getParentRoute: () => operator,
  path: '/health',
  component: lazyRouteComponent(() => import('@/features/health/health'), 'Health'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    open,
    signedIn.addChildren([
      home,
      calls,
      call,
      operator.addChildren([businesses, business, numbers, deliveries, health]),
    ]),
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: Loading,
  defaultErrorComponent: ({ error, reset }) => <Broken error={error} retry={reset} />,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
