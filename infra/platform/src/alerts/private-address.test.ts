import { expect, it } from "vitest"
import { isLoopback, isPrivate } from "./private-address.ts"
import { pushHosts } from "./push-hosts.ts"

it.each([
  "127.0.0.1",
  "10.1.2.3",
  "172.31.0.1",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "0.0.0.0",
  "224.0.0.1",
  "255.255.255.255",
  "::1",
  "::",
  "::ffff:127.0.0.1",
  "::ffff:169.254.169.254",
  "::ffff:7f00:1",
  "64:ff9b::7f00:1",
  "fe80::1",
  "fd00::1",
  "2002:7f00:1::",
  "localhost",
  ""
])("%s is no address on the internet", (address) => {
  expect(isPrivate(address)).toBe(true)
})

it.each(["8.8.8.8", "172.32.0.1", "2a00:1450:4001::1", "2606:4700::1111"])("%s is one", (address) => {
  expect([isPrivate(address), isLoopback(address)]).toEqual([false, false])
})

it("loopback is told from what is only near", () => {
  expect(["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "10.0.0.1"].map(isLoopback)).toEqual([
    true,
    true,
    true,
    true,
    false
  ])
})

it("push services are known by their names alone", () => {
  expect(pushHosts("https://fcm.googleapis.com/fcm/send/x")).toEqual(["fcm.googleapis.com"])
  expect(pushHosts("https://web.push.apple.com/x")).toEqual(["web.push.apple.com"])
  for (const other of [
    "http://fcm.googleapis.com/x",
    "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com.evil.example/x",
    "https://evilpush.apple.com.example/",
    "https://xpush.apple.com/",
    "https://169.254.169.254/",
    "nonsense"
  ])
    expect(pushHosts(other), other).toEqual([])
})
