/** After a page has come, ms: what keeps it for offline fetches every page, which must not take line and processor from it. */
const AFTER = 3_000

/** Has the service worker keep all pages, for when there is no connection: once this one stands. */
export const keepPages = (): void => {
  if (!("serviceWorker" in navigator)) return
  const keep = () => setTimeout(() => void navigator.serviceWorker.register("/service-worker.js"), AFTER)
  if (document.readyState === "complete") keep()
  else addEventListener("load", keep, { once: true })
}
