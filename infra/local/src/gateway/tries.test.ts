import { describe, expect, it } from "vitest"
import { countTries, OF_ALL, OF_ONE } from "./tries.ts"

const world = () => {
  const clock = { now: 0 }
  return { clock, tries: countTries(() => clock.now) }
}
const take = (tries: ReturnType<typeof countTries>, address: string, times: number) =>
  Array.from({ length: times }, () => tries.take(address)).filter((wait) => wait === 0).length

describe("tries of a passphrase", () => {
  it("are few for one address, and one more comes after seconds", () => {
    const { clock, tries } = world()
    expect(take(tries, "203.0.113.1", 50)).toBe(OF_ONE.burst)
    const wait = tries.take("203.0.113.1")
    expect(wait).toBe(OF_ONE.every)
    clock.now += wait
    expect(take(tries, "203.0.113.1", 50)).toBe(1)
    expect(take(tries, "203.0.113.2", 1)).toBe(1)
  })

  it("are bounded for all addresses together, however many there are", () => {
    const { clock, tries } = world()
    let let_through = 0
    for (let i = 0; i < 5_000; i++) let_through += take(tries, `198.51.${i % 250}.${i % 199}`, 1)
    expect(let_through).toBe(OF_ALL.burst)
    clock.now += 10 * OF_ALL.every
    let_through = 0
    for (let i = 0; i < 5_000; i++) let_through += take(tries, `192.0.${i % 250}.${i % 199}`, 1)
    expect(let_through).toBe(10)
  })

  it("of strangers don't keep an owner out who has signed in from there before", () => {
    const { tries } = world()
    tries.succeeded("203.0.113.9")
    for (let i = 0; i < 100; i++) tries.take(`198.51.100.${i}`)
    expect(tries.take("198.51.100.200")).toBeGreaterThan(0)
    expect(tries.take("203.0.113.9")).toBe(0)
  })

  it("count an IPv6 network as one, and an IPv4 address the same however it is written", () => {
    const { tries } = world()
    expect(
      Array.from({ length: 20 }, (_, i) => tries.take(`2001:db8:1:2::${i}`)).filter((wait) => wait === 0)
    ).toHaveLength(OF_ONE.burst)
    expect(tries.take("2001:db8:1:3::1")).toBe(0)
    expect(take(tries, "203.0.113.1", 50)).toBe(OF_ONE.burst)
    expect(tries.take("::ffff:203.0.113.1")).toBeGreaterThan(0)
  })

  it("come back in full after a while, and a clock that stands still gives none", () => {
    const { clock, tries } = world()
    take(tries, "a", 50)
    expect(tries.take("a")).toBeGreaterThan(0)
    clock.now += OF_ONE.burst * OF_ONE.every * 10
    expect(take(tries, "a", 50)).toBe(OF_ONE.burst)
  })
})
