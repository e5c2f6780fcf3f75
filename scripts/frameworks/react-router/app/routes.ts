import { route } from '@react-router/dev/routes'

export default [
  route('events', 'routes/events.ts'),
  route('echo', 'routes/echo.ts'),
  route('*', 'routes/rest.ts'),
]
