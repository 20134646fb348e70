import { OldestOut } from "@tradetower/domain/oldest-out"

/** A bucket that a try is taken from and that fills again by itself. */
interface Bucket {
  left: number
  at: number
}
interface Allowance {
  readonly burst: number
  /** One more after so long, ms. */
  readonly every: number
}

/** Of one address: enough for slips of the finger, too few to guess. */
export const OF_ONE: Allowance = { burst: 5, every: 10_000 }
/** Of all addresses together that have never signed in; an owner who has is not kept out by strangers' tries. */
export const OF_ALL: Allowance = { burst: 20, every: 3_000 }
const MOST_ADDRESSES = 1_000
const MOST_KNOWN = 100

/** How often a passphrase may be tried. */
export interface Tries {
  /** Counts a try; answers 0, or in how many ms the next may be made (then this one must not be looked at). */
  readonly take: (address: string) => number
  /** This address gave the right one. */
  readonly succeeded: (address: string) => void
}

/** An IPv6 host has a whole /64 of addresses to try from. */
const networkOf = (address: string): string => {
  const plain = address.replace(/^::ffff:/, "")
  if (!plain.includes(":")) return plain
  const [head = "", tail = ""] = plain.split("::")
  const start = head.split(":")
  const rest = plain.includes("::") ? tail.split(":").filter((part) => part !== "") : []
  const zeros = Array.from({ length: Math.max(0, 8 - start.length - rest.length) }, () => "0")
  return [...start, ...zeros, ...rest].slice(0, 4).join(":")
}

const waitOf = (bucket: Bucket, { burst, every }: Allowance, now: number): number => {
  bucket.left = Math.min(burst, bucket.left + Math.max(0, now - bucket.at) / every)
  bucket.at = now
  return bucket.left >= 1 ? 0 : Math.ceil((1 - bucket.left) * every)
}

/** Counts tries; `now` is a clock that never goes back, ms. */
export const countTries = (now: () => number = () => performance.now()): Tries => {
  const byAddress = new OldestOut<string, Bucket>(MOST_ADDRESSES)
  const all: Bucket = { left: OF_ALL.burst, at: now() }
  const known = new OldestOut<string, true>(MOST_KNOWN)

  const bucketOf = (network: string): Bucket => {
    const bucket = byAddress.get(network) ?? { left: OF_ONE.burst, at: now() }
    byAddress.set(network, bucket)
    return bucket
  }

  return {
    take: (address) => {
      const network = networkOf(address)
      const own = bucketOf(network)
      const buckets: ReadonlyArray<readonly [Bucket, Allowance]> = known.get(network)
        ? [[own, OF_ONE]]
        : [
            [own, OF_ONE],
            [all, OF_ALL]
          ]
      const wait = Math.max(...buckets.map(([bucket, allowance]) => waitOf(bucket, allowance, now())))
      if (wait === 0) for (const [bucket] of buckets) bucket.left -= 1
      return wait
    },
    succeeded: (address) => {
      const network = networkOf(address)
      known.set(network, true)
      byAddress.delete(network)
    }
  }
}
