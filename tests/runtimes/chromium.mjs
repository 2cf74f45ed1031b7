// A page in Chromium that runs the smoke program, served from a folder.
import { existsSync, readFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const mime = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
const none = "no Chromium found (apt-get install chromium, or set CHROMIUM_PATH)";

/** A browser, or why there is none. */
export async function openChromium() {
  const executablePath = process.env.CHROMIUM_PATH ?? places.find((place) => existsSync(place));
  if (!executablePath) return { reason: none };
  const { chromium } = await import("playwright-core");
  return { browser: await chromium.launch({ executablePath, args: flags }) };
}

/** What the page's program left in `globalThis.SMOKE`. `head` is the HTML that loads it. */
export async function runPage(browser, folder, head) {
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const file = path.join(folder, path.normalize(pathname));
    const type = mime[path.extname(file)];
    if (pathname === "/") response.setHeader("content-type", "text/html").end(`<!doctype html>${head}`);
    else if (type && existsSync(file)) response.setHeader("content-type", type).end(readFileSync(file));
    else response.writeHead(pathname === "/favicon.ico" ? 204 : 404).end();
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  try {
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page
      .waitForFunction(() => globalThis.SMOKE, null, { timeout: 30_000 })
      .catch(() => {
        throw new Error(`no result: ${errors.join("; ")}`);
      });
    return await page.evaluate(() => globalThis.SMOKE);
  } finally {
    await page.close();
    server.close();
  }
}
