/** Links from one panel's page to another's: a server names pages without an ending, plain files have one. */

/**
 * @param {string} name the panel
 * @returns {string} relative to the page of any other panel
 */
export const panelPage = (name) => `${name}${location.pathname.endsWith(".html") ? ".html" : ""}`;
