/** Where the pages of the site are. */

import { find } from "../dom.js";

/**
 * @param {string} path below the site's root, to which the wordmark of every page leads
 * @returns {URL}
 */
export const siteAddress = (path) => new URL(path, find(".wordmark", HTMLAnchorElement).href);

/**
 * A link from one panel's page to another's: a server names pages without an ending, plain files have one.
 * @param {string} name the panel
 * @returns {string} relative to the page of any other panel
 */
export const panelPage = (name) => `${name}${location.pathname.endsWith(".html") ? ".html" : ""}`;
