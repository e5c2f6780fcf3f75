/** How long everything is measured. */
export interface Scale {
  /** Whether to measure only figures that have a budget. */
  readonly budgetsOnly: boolean
  /** The length of a slice within a process, in milliseconds of CPU time. */
  readonly sliceMs: number
  /** The length of a slice of load on a server, in milliseconds. */
  readonly loadMs: number
  /** The warm-up within a process, in milliseconds of CPU time. */
  readonly warmMs: number
  /** The warm-up of a server, in milliseconds. Frameworks need some seconds. */
  readonly serverWarmMs: number
  /** The number of processes per candidate, one after another. */
  readonly processes: number
  /** The minimum number of rounds per pair. */
  readonly rounds: number
  /** The total time, in seconds, for all pairs of one process, one framework and shape, or one store. */
  readonly seconds: {
    readonly inProcess: number
    readonly http: number
    readonly stores: number
    readonly redis: number
  }
  /** The number of imports per package. */
  readonly imports: number
  /** The number of remembered events for measuring their memory. */
  readonly remembered: number
}

export const scales: Readonly<Record<'full' | 'quick' | 'check', Scale>> = {
  full: {
    budgetsOnly: false,
    sliceMs: 20,
    loadMs: 100,
    warmMs: 300,
    serverWarmMs: 6000,
    processes: 3,
    rounds: 9,
    seconds: { inProcess: 0.4, http: 14, stores: 6, redis: 6 },
    imports: 15,
    remembered: 200_000,
  },
  quick: {
    budgetsOnly: false,
    sliceMs: 8,
    loadMs: 40,
    warmMs: 80,
    serverWarmMs: 300,
    processes: 1,
    rounds: 3,
    seconds: { inProcess: 0.1, http: 0.5, stores: 0.5, redis: 0.5 },
    imports: 1,
    remembered: 50_000,
  },
  check: {
    budgetsOnly: true,
    sliceMs: 8,
    loadMs: 50,
    warmMs: 200,
    serverWarmMs: 1000,
    processes: 1,
    rounds: 5,
    seconds: { inProcess: 0.3, http: 0.8, stores: 0.5, redis: 0.5 },
    imports: 3,
    remembered: 50_000,
  },
}
