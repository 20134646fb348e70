import type { Reserve } from "./reserve.ts"

/** How long a tenant whose kill switch was used may write from the reserve, ms. */
const URGENT_MS = 30_000
/** How often the reserve is held again, once it is not. */
const LOOK_MS = 1_000

/** Nothing more is written to a disk that is full, as the file system says it. */
export class NoRoom extends Error {
  readonly code = "ENOSPC"
  constructor() {
    super("the disk is full; what room is left is kept for the kill switch")
  }
}

/** The disk is full, and a kill switch finds no room either. */
export class UsedUp extends Error {
  readonly usedUp = true
  constructor() {
    super("the disk is full, and so is what was kept back for the kill switch")
  }
}

/**
 * Who may write when the disk is full. The reserve is freed when a tenant whose kill switch was used needs it, some of it
 * by a start on a full disk; from then on nobody else writes anything new, until there is room for a reserve again.
 */
export class Room {
  private readonly reserve: Reserve
  private readonly now: () => number
  private readonly urgent = new Map<string, number>()
  private shut: boolean
  private spent = false
  private timer: NodeJS.Timeout | undefined

  constructor(reserve: Reserve, now: () => number, lent = false) {
    this.reserve = reserve
    this.now = now
    this.shut = lent
    if (lent) this.watch()
    else if (!reserve.hold()) this.nothingIsLeft()
  }

  /** True when the reserve is in use, and ordinary writes have to wait. */
  get closed(): boolean {
    return this.shut
  }

  /** True when there is nothing kept back that a kill switch could use. */
  get usedUp(): boolean {
    return this.spent
  }

  /** Lets a tenant's writes use the reserve for half a minute. */
  openFor(tenant: string): void {
    this.urgent.set(tenant, this.now() + URGENT_MS)
  }

  /** Whether a write may be tried; `tenant` is whose it is. */
  admits(tenant: string | undefined): boolean {
    return !this.shut || this.isUrgent(tenant)
  }

  /** A tenant's write found the disk full: true when room was made for it, and it should be tried once more. */
  makeFor(tenant: string | undefined): boolean {
    if (!this.isUrgent(tenant)) return false
    if (!this.reserve.free()) {
      this.nothingIsLeft()
      return false
    }
    this.shut = true
    this.watch()
    return true
  }

  close(): void {
    clearInterval(this.timer)
  }

  private nothingIsLeft(): void {
    this.spent = true
    this.watch()
  }

  private isUrgent(tenant: string | undefined): boolean {
    if (tenant === undefined) return false
    const until = this.urgent.get(tenant)
    if (until === undefined || until > this.now()) return until !== undefined
    this.urgent.delete(tenant)
    return false
  }

  /** Whoever still stops loses nothing when the reserve is held again: there is room beside it, or it is freed again. */
  private watch(): void {
    this.timer ??= setInterval(() => {
      if (!this.reserve.hold()) return
      this.shut = false
      this.spent = false
      clearInterval(this.timer)
      this.timer = undefined
    }, LOOK_MS).unref()
  }
}
