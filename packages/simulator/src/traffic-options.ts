import type { Duration } from './duration.js'

/** Options of simulated traffic. */
export interface TrafficOptions {
  /**
   * The number of users.
   *
   * @default 100
   */
  readonly users?: number | undefined
  /** The hubs that users connect to, one at a time. @default ['chat'] */
  readonly hubs?: readonly string[] | undefined
  /**
   * The average number of events per second.
   *
   * @default 10
   */
  readonly rate?: number | undefined
  /**
   * The share of anonymous users, from 0 to 1.
   *
   * @default 0.1
   */
  readonly anonymous?: number | undefined
  /**
   * Maximum connections (tabs) per user.
   *
   * @default 3
   */
  readonly tabs?: number | undefined
  /**
   * The share of disconnected events with an error message, from 0 to 1.
   *
   * @default 0.1
   */
  readonly errors?: number | undefined
  /**
   * Ends the traffic after this many events.
   *
   * @default never
   */
  readonly events?: number | undefined
  /**
   * Ends the traffic after this time.
   *
   * @default never
   */
  readonly duration?: Duration | undefined
  /**
   * Bursts: at each interval `every`, `users` new users (5,000 by default) connect at once and disconnect 10 s later.
   *
   * @default none
   */
  readonly bursts?: { readonly every: Duration; readonly users?: number | undefined } | undefined
}
