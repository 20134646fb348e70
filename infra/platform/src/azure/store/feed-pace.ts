import { Deferred, Effect } from "effect"

/** A feed is asked again so soon after changes, ms, and after each look that finds none so many times later: each costs a unit. */
const FIRST_PAUSE_MS = 50
const SLOWER = 4

/** One follower of a container, as the others know it. */
export interface Follower {
  /** How late it may hear of a change that comes after a quiet time, ms. */
  readonly lagMs: number
}

/**
 * When the followers of one container look at its feed. While it is quiet one of them looks for all, as often as whoever
 * may lag least wants to hear; what anyone finds has all of them look. A follower rests only after a look that found
 * nothing, and not when others found something since that look began.
 */
export class FeedPace {
  private readonly followers = new Set<Follower>()
  private scout: Follower | undefined
  private pause = FIRST_PAUSE_MS
  private finds = 0
  private stirred = Deferred.makeUnsafe<void>()

  join(follower: Follower): void {
    this.followers.add(follower)
    this.stir()
  }

  /** It looks no more. */
  leave(follower: Follower): void {
    this.followers.delete(follower)
    this.resign(follower)
  }

  /** It can't look just now: if the others relied on it, another one looks. */
  resign(follower: Follower): void {
    if (this.scout !== follower) return
    this.scout = undefined
    this.stir()
  }

  /** To be noted before a look, and named by who rests after it. */
  get found(): number {
    return this.finds
  }

  /** There are changes: all look. */
  find(follower: Follower): void {
    this.finds++
    // What it does with them may take long: the others don't wait for that.
    if (this.scout === follower) this.scout = undefined
    this.stir()
  }

  /** Until it is time to look again. */
  rest(follower: Follower, found: number): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (found !== this.finds) return Effect.void
      this.scout ??= follower
      const stirred = Deferred.await(this.stirred)
      if (this.scout !== follower) return stirred
      const pause = this.pause
      this.pause = Math.min(SLOWER * pause, ...Array.from(this.followers, ({ lagMs }) => lagMs))
      return Effect.raceFirst(stirred, Effect.sleep(pause))
    })
  }

  private stir(): void {
    this.pause = FIRST_PAUSE_MS
    Deferred.doneUnsafe(this.stirred, Effect.void)
    this.stirred = Deferred.makeUnsafe<void>()
  }
}
