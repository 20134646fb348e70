import { randomUUID } from "node:crypto"
import { Effect, type Layer, Schedule } from "effect"

/**
 * Builds an implementation over a place of its own, named by a text: a folder, or what each name in a service that
 * others use too begins with. Building it twice with the same name is what a restart is: the second finds what the first
 * left.
 */
export type Open<Services> = (place: string) => Layer.Layer<Services, unknown>

/** A name that no other test uses. */
export const unique = (what: string): string => `${what}-${randomUUID().slice(0, 13)}`

class NotYet extends Error {}

/** At first as often as a process of ours answers, then as a service may be asked; the test itself ends in time. */
const OFTEN = Schedule.min([Schedule.exponential("5 millis", 1.1), Schedule.spaced("200 millis")])

/** Waits until an answer is as wanted, and gives it. */
export const eventually = <A, E, R>(
  ask: Effect.Effect<A, E, R>,
  wanted: (answer: A) => boolean
): Effect.Effect<A, E | NotYet, R> =>
  ask.pipe(
    Effect.filterOrFail(wanted, (answer) => new NotYet(`still ${JSON.stringify(answer)}`)),
    Effect.retry({ while: (error) => error instanceof NotYet, schedule: OFTEN })
  )
