import { refuses, sends, type Case } from './case.ts';

/** The examples of REST Client's README, paraphrased. */
export const documented: readonly Case[] = [
  sends('an address alone', 'ORIGIN/records/1'),
  sends(
    'a request with method, headers and body',
    'POST ORIGIN/records HTTP/1.1\ncontent-type: application/json\n\n{\n    "title": "rivers",\n    "time": "Wed, 01 Jan 2020 00:00:00 GMT"\n}',
  ),
  sends(
    'the second of three requests',
    'GET ORIGIN/records/1 HTTP/1.1\n\n###\n\nGET ORIGIN/keywords/1 HTTP/1.1\n\n###\n\nPOST ORIGIN/records HTTP/1.1\ncontent-type: application/json\n\n{}\n',
    { at: '/keywords/1' },
  ),
  sends('query strings in the request line', 'GET ORIGIN/records?page=2&size=10'),
  sends('query strings on lines of their own', 'GET ORIGIN/records\n    ?page=2\n    &size=10'),
  sends(
    'headers',
    'GET ORIGIN/records\nUser-Agent: catalog\nAccept-Language: en-GB,en;q=0.8\nContent-Type: application/json',
  ),
  sends(
    'a body of XML',
    'POST ORIGIN/records HTTP/1.1\nContent-Type: application/xml\nAuthorization: token abc\n\n<record>\n    <title>rivers</title>\n</record>',
  ),
  refuses(
    'a body from a file',
    'POST ORIGIN/records HTTP/1.1\nContent-Type: application/xml\n\n< ./record.xml',
    'file-body',
  ),
  sends(
    'a multipart body',
    'POST ORIGIN/upload\nContent-Type: multipart/form-data; boundary=----Boundary7MA4\n\n------Boundary7MA4\nContent-Disposition: form-data; name="text"\n\ntitle\n------Boundary7MA4--',
  ),
  sends(
    'a form on several lines',
    'POST ORIGIN/token HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=client_credentials\n&scope=resources:read',
  ),
  sends(
    'Basic authentication with a colon',
    'GET ORIGIN/x HTTP/1.1\nAuthorization: Basic user:word',
  ),
  sends(
    'Basic authentication, encoded',
    'GET ORIGIN/x HTTP/1.1\nAuthorization: Basic dXNlcjp3b3Jk',
  ),
  sends(
    'Basic authentication with a space',
    'GET ORIGIN/x HTTP/1.1\nAuthorization: Basic user word',
  ),
  sends('Digest authentication', 'GET ORIGIN/digest\nAuthorization: Digest user word', {
    notIn: { javascript: 'digest', powershell: 'digest' },
  }),
  refuses(
    'AWS Signature',
    'GET ORIGIN/x HTTP/1.1\nAuthorization: AWS id key token:t region:r service:s',
    'authorization',
  ),
  sends(
    'file variables',
    '@hostname = HOST\n@host = http://{{hostname}}\n@contentType = application/json\n\n###\n\n@name = Strunk\n\nGET {{host}}/authors/{{name}} HTTP/1.1\nContent-Type: {{contentType}}',
    { at: 'GET' },
  ),
  refuses(
    'prompt variables',
    '@host = ORIGIN\n###\n# @prompt code Your code\nPOST {{host}}/verify/{{code}} HTTP/1.1',
    'missing',
    { at: 'POST' },
  ),
  refuses(
    'request variables',
    '# @name login\nPOST ORIGIN/login\n\n###\n@token = {{login.response.headers.X-Token}}\n\nGET ORIGIN/x\nX-Token: {{token}}',
    'missing',
    { at: '/x' },
  ),
  refuses(
    'dynamic values',
    'POST ORIGIN/x\nContent-Type: application/json\n\n{"id": "{{$guid}}", "n": "{{$randomInt 5 200}}"}',
    'missing',
  ),
  sends(
    'the environment',
    'GET ORIGIN/x?user={{$processEnv DIFF_USER}}\nAuthorization: {{$processEnv DIFF_KEY}}',
    {
      env: { DIFF_USER: 'user', DIFF_KEY: 'key' },
    },
  ),
  sends('settings of a request', '# @no-redirect\n# @no-cookie-jar\nGET ORIGIN/x'),
];
