import { expect, it } from "@effect/vitest"
import { notAnswered } from "./not-answered.ts"

const systemError = (code: string, syscall?: string): Error =>
  Object.assign(new Error(code), { code, ...(syscall !== undefined && { syscall }) })

const sent = (cause: Error) => notAnswered("api.example.com", new TypeError("fetch failed", { cause })).sent

it("takes no error of a connection that was there for a request that never left", () => {
  expect(sent(systemError("EHOSTUNREACH", "connect"))).toBe("NO")
  expect(sent(systemError("ETIMEDOUT", "connect"))).toBe("NO")
  expect(sent(systemError("CERT_HAS_EXPIRED"))).toBe("NO")
  expect(sent(systemError("EHOSTUNREACH", "read"))).toBe("MAYBE")
  expect(sent(systemError("EPROTO", "write"))).toBe("MAYBE")
  expect(sent(systemError("ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC"))).toBe("MAYBE")
  const both = new AggregateError([systemError("ECONNREFUSED", "connect"), systemError("ENETUNREACH", "connect")])
  expect(sent(both)).toBe("NO")
})
