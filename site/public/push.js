/* oxlint-disable typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-argument, typescript/no-unsafe-return -- a service worker's own names are not among a page's */
// Part of the service worker: shows what a push service brings, and opens the page that it is about.
self.addEventListener("push", (event) => {
  let told = {}
  try {
    told = event.data?.json() ?? {}
  } catch {
    // What can't be read is shown as what it is: that something is to be looked at.
  }
  const {
    actions = [],
    at,
    body = "Open it to see what happened.",
    loud = false,
    tag,
    title = "TradingTower",
    url = "/app/"
  } = told
  event.waitUntil(
    self.registration.showNotification(title, {
      body,
      tag,
      timestamp: at,
      requireInteraction: loud,
      icon: "/icon-192.png",
      badge: "/icon-192.png",
      data: { url, urls: Object.fromEntries(actions.map((one, index) => [`a${index}`, one.url])) },
      actions: actions.map((one, index) => ({ action: `a${index}`, title: one.title }))
    })
  )
})

self.addEventListener("notificationclick", (event) => {
  event.notification.close()
  const { url = "/app/", urls = {} } = event.notification.data ?? {}
  const asked = new URL(urls[event.action] ?? url, self.location.origin)
  // Nothing but our own pages is opened, whatever a message says.
  const target = asked.origin === self.location.origin ? asked.href : new URL("/app/", self.location.origin).href
  event.waitUntil(
    self.clients.matchAll({ type: "window", includeUncontrolled: true }).then((open) => {
      const same = open.find((client) => client.url === target)
      return same === undefined ? self.clients.openWindow(target) : same.focus()
    })
  )
})
