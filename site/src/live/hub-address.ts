const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])$/

/**
 * Where a page finds the hub it was told of: a path is on its own origin, and a loopback name is whatever name the page
 * itself was reached by, as its policy lets it connect to that one.
 *
 * @example hubAddress("/client/hubs/h", "https://tower.example/app/") // "wss://tower.example/client/hubs/h"
 */
export const hubAddress = (told: string, page: string): string => {
  const url = new URL(told, page)
  url.protocol = url.protocol.replace(/^http/, "ws")
  if (LOOPBACK.test(url.hostname)) url.hostname = new URL(page).hostname
  return url.href
}
