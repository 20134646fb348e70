import { Effect, type Scope } from "effect"
import { type Connection, PAPER_BROKER } from "@tradetower/domain/connection"
import type { Failed } from "./needs-user.ts"

/** Pauses before an account that was given up is asked again, ms: twice as long each time. */
const FIRST_PAUSE = 60_000
const LONGEST_PAUSE = 600_000

/** The pause before an account is asked that was asked so often since it was given up, ms. */
const pauseBefore = (times: number): number => Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** times)

/**
 * Whether an account that was given up may come back by itself: a broker may take a key again, or let a blocked account
 * trade. Of a paper account nothing changes, and where somebody else is signed in its trader decides.
 */
const mayComeBack = ({ broker }: Connection, { cause }: Failed): boolean =>
  broker !== PAPER_BROKER && cause !== "COMPETING"

export interface AskedAgain<Opened, E extends Failed> {
  /** Opens an account, or answers it where it is open. Undefined once there is none to be opened any more. */
  readonly open: (connection: Connection) => Effect.Effect<Opened | undefined, E>
  readonly isOpen: (connection: Connection) => boolean
  readonly isBack: (connection: Connection) => Effect.Effect<void>
  readonly standsStill: (of: Opened, why: string) => Effect.Effect<void>
  readonly scope: Scope.Scope
}

/** Asks accounts again that gave no word any more, for good as it seemed, and tells when they are back (EXEC-15). */
export const askedAgain = <Opened extends { readonly connection: Connection }, E extends Failed>({
  isBack,
  isOpen,
  open,
  scope,
  standsStill
}: AskedAgain<Opened, E>) => {
  const givenUp = new Set<string>()

  const untilOpen = Effect.fnUntraced(function* (connection: Connection) {
    for (let times = 0; ; times++) {
      yield* Effect.sleep(pauseBefore(times))
      if (isOpen(connection)) return
      const opened = yield* Effect.result(open(connection))
      if (opened._tag === "Failure") continue
      if (opened.success !== undefined) yield* isBack(opened.success.connection)
      return
    }
  })

  return {
    /** Follows an account, as often as it comes back; `followed` runs what it is given once all of it is known again. */
    follow: Effect.fnUntraced(function* (
      of: Opened,
      followed: (whole: Effect.Effect<void>) => Effect.Effect<never, E>
    ) {
      /** How often it was asked since it was given up. */
      let times = 0
      const whole = Effect.suspend(() => {
        if (times === 0) return Effect.void
        times = 0
        return isBack(of.connection)
      })
      for (;;) {
        const error = yield* Effect.flip(followed(whole))
        if (times === 0) yield* standsStill(of, error.message)
        if (!mayComeBack(of.connection, error)) return
        yield* Effect.sleep(pauseBefore(times++))
      }
    }),
    /** One could not be opened: asked again where it seems to be for good; else whoever needs it asks. */
    notOpened: (connection: Connection, error: Failed): Effect.Effect<void> =>
      Effect.suspend(() => {
        const name = `${connection.tenantId}/${connection.id}`
        if (error.retryable || givenUp.has(name) || !mayComeBack(connection, error)) return Effect.void
        givenUp.add(name)
        const asked = Effect.ensuring(
          untilOpen(connection),
          Effect.sync(() => givenUp.delete(name))
        )
        return Effect.asVoid(Effect.forkIn(asked, scope))
      })
  }
}
