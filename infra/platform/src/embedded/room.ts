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

/**
 * Who may write when the disk is full. The reserve is freed when a tenant whose kill switch was used needs it; from then
 * on nobody else writes anything new, until there is room for a reserve again.
 */
export class Room {
  private readonly reserve: Reserve
  private readonly now: () => number
  private readonly urgent = new Map<string, number>()
  private freed = false
  private timer: NodeJS.Timeout | undefined

  constructor(reserve: Reserve, now: () => number) {
    this.reserve = reserve
    this.now = now
    if (!reserve.hold()) this.watch()
  }

  /** True when the reserve is in use, and ordinary writes have to wait. */
  get closed(): boolean {
    return this.freed
  }

  /** Lets a tenant's writes use the reserve for half a minute. */
  openFor(tenant: string): void {
    this.urgent.set(tenant, this.now() + URGENT_MS)
  }

  /** Whether a write may be tried; `tenant` is whose it is. */
  admits(tenant: string | undefined): boolean {
    return !this.freed || this.isUrgent(tenant)
  }

  /** A tenant's write found the disk full: true when room was made for it, and it should be tried once more. */
  makeFor(tenant: string | undefined): boolean {
    if (this.freed || !this.isUrgent(tenant) || !this.reserve.free()) return false
    this.freed = true
    this.watch()
    return true
  }

  close(): void {
    clearInterval(this.timer)
  }

  private isUrgent(tenant: string | undefined): boolean {
    if (tenant === undefined) return false
    const until = this.urgent.get(tenant)
    if (until === undefined || until > this.now()) return until !== undefined
    this.urgent.delete(tenant)
    return false
  }

  private watch(): void {
    this.timer ??= setInterval(() => {
      // Whoever stops needs the room more than the next one who will.
      for (const tenant of this.urgent.keys()) if (this.isUrgent(tenant)) return
      if (!this.reserve.hold()) return
      this.freed = false
      clearInterval(this.timer)
      this.timer = undefined
    }, LOOK_MS).unref()
  }
}
