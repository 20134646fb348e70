/** The push services of browsers; nothing is ever sent to another address that calls itself one. */
const SERVICES = ["fcm.googleapis.com", "push.services.mozilla.com", "push.apple.com", "notify.windows.com"]

/** The host of a browser's address, where it is one of a push service by https: what may be asked for its sake. */
export const pushHosts = (endpoint: string): ReadonlyArray<string> => {
  const url = URL.parse(endpoint)
  if (url === null || url.protocol !== "https:" || url.port !== "") return []
  return SERVICES.some((service) => url.hostname === service || url.hostname.endsWith(`.${service}`)) ? [url.host] : []
}
