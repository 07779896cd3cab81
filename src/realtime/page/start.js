/* global AsyncApiStandalone, document */
AsyncApiStandalone.render({ schema: { url: '/asyncapi.json' }, config: { show: { sidebar: true, errors: false } } }, document.getElementById('events'));
