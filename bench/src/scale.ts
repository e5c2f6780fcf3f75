/** How long is measured. */
export interface Scale {
  /** Whether only what has a budget is measured. */
  readonly budgetsOnly: boolean
  /** A slice of work within a process, in milliseconds of CPU time. */
  readonly sliceMs: number
  /** A slice of load on a server, in milliseconds. */
  readonly loadMs: number
  /** How long work within a process is warmed, in milliseconds of CPU time. */
  readonly warmMs: number
  /** How long a server is warmed, in milliseconds: a framework takes some seconds to settle. */
  readonly serverWarmMs: number
  /** How many processes each contender is measured in, one after another. */
  readonly processes: number
  /** How often a pair is run at least. */
  readonly rounds: number
  /** Seconds that all pairs of one process, one framework and shape, or one store take together. */
  readonly seconds: {
    readonly inProcess: number
    readonly http: number
    readonly stores: number
    readonly redis: number
  }
  /** How often every package is imported. */
  readonly imports: number
  /** How many events are remembered, to see what one takes. */
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
