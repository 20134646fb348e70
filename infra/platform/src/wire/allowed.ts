/** Whether an address is one of the hosts an adapter may speak to. */
export const isAllowed = (address: string, allowedHosts: ReadonlyArray<string>): boolean => {
  const url = URL.parse(address)
  return url !== null && url.username === "" && url.password === "" && allowedHosts.includes(url.host)
}

/** The hosts of addresses, as `isAllowed` compares them: with the port where it is not the usual one. */
export const hostsOf = (...addresses: ReadonlyArray<string>): ReadonlyArray<string> =>
  addresses.map((address) => new URL(address).host)
