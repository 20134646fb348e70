import { BlockList, isIP } from "node:net"

const loopback = new BlockList()
loopback.addSubnet("127.0.0.0", 8, "ipv4")
loopback.addAddress("::1", "ipv6")

/** What is no address on the internet (RFC 6890): this computer, neighbours, the metadata of a cloud, and ways around them. */
const inner = new BlockList()
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3]
] as const)
  inner.addSubnet(net, bits, "ipv4")
for (const [net, bits] of [
  ["::", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8]
] as const)
  inner.addSubnet(net, bits, "ipv6")

/** An IPv4 address in IPv6's clothes is the IPv4 address. */
const plain = (address: string): string => /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address

const isIn = (list: BlockList, address: string): boolean => {
  const own = plain(address)
  const family = isIP(own)
  return family === 0 ? false : list.check(own, family === 4 ? "ipv4" : "ipv6")
}

/** Whether an address is this computer's own. */
export const isLoopback = (address: string): boolean => isIn(loopback, address)

/** Whether an address is none on the internet; what is no address at all is none. */
export const isPrivate = (address: string): boolean => isIP(plain(address)) === 0 || isIn(inner, address)
