/**
 * The description of Isogeo's API, one line per entry. The English line is the key of its translation.
 * docs/api.md has the same routes for people; a test compares the two.
 */

const part =
  '_abilities,_creator,conditions,contacts,coordinate-system,events,feature-attributes,keywords,' +
  'layers,limitations,links,operations,serviceLayers,specifications,tags,translations';
const resource = '/resources/{rid}';
const group = '/groups/{gid}';
const ofResource = ' of a resource';
const ofGroup = ' of a workgroup';
const keywordPart = '_include=_abilities,count,thesaurus';
const counted = '_include=_abilities,count';
const search = `q&s&_id&_include=${part}&_limit&_offset&ob=relevance,title,_created,_modified,created,modified&od&box&geo&rel`;
const keywordSearch = `q.plain&_id&_tag&${keywordPart}&_limit.keywords&_offset&ob=text,count.isogeo`;
const statistic = 'contact,coordinate-system,format,keyword,keyword:inspire-theme';
const withCommas = ', separated by commas';
const extent = 'The resource’s extent';
const limit = 'pagination#limit Maximum number of results';

/**
 * `# Group`, then its routes: caller, answer, flags, path with query parameters, English line. Caller: G
 * group application, U user application, N anyone, B the client's own credentials; lower case: undocumented,
 * called by the official SDK. Answer: P page, L list, O object, X XML, I image, F file, R redirect. Flags: +
 * often used, ! its anchor in the reference was checked. A path belongs to the API; `id:` marks the identity
 * server. `=` lists the values of a parameter for this route; a name with a point is a line of the next table.
 */
export const routeTable = `
# Resources
GP+! /resources/search?${search} Search the metadata
GO+! /resources/{id}?_include=${part},context Get a resource
GX+! /resources/{id}.xml?proxyUrl Get a resource as ISO 19139 XML
# Parts${ofResource}
GL ${resource}/conditions List the conditions of use${ofResource}
GO ${resource}/conditions/{id} Get a condition of use
GL+! /resources/{id}/contacts List the contacts${ofResource} and their roles
GO ${resource}/coordinate-system Get the coordinate system${ofResource}
GL! ${resource}/events List the events in the history${ofResource}
GO ${resource}/events/{id} Get an event
GL ${resource}/feature-attributes List the attributes of a vector dataset
GO ${resource}/feature-attributes/{name} Get an attribute
GL ${resource}/limitations List the limitations${ofResource}
GO ${resource}/limitations/{id} Get a limitation
GL+ ${resource}/links List the links${ofResource}
GO ${resource}/links/{id} Get a link
GF ${resource}/links/{id}.bin Download the file of a link
GL ${resource}/specifications List the specifications${ofResource} and its conformity
GO ${resource}/thumbnail/{id} Get the thumbnail${ofResource} (old scanner)
GI ${resource}/thumbnail/{id}.png Download the thumbnail${ofResource}
GL! ${resource}/keywords?${keywordPart} List the keywords and themes${ofResource}
GL ${resource}/layers List the layers of a service
GO ${resource}/layers/{lid} Get a layer of a service
GL! ${resource}/operations List the operations of a service
GO ${resource}/operations/{oid} Get an operation of a service
uL /resources/{id}/catalogs List the catalogs that contain a resource
# Shares and catalogs
GL+! /shares List the application’s shares
GO! /shares/{sid}?_include=_abilities,groups Get a share
uL /catalogs/{id}/shares List the shares of a catalog
uO /catalogs/{id}/statistics Get the statistics of a catalog
uO /catalogs/{id}/statistics/tag/{tag} Get the statistics of a catalog by tag
# Thesauri and keywords
GL+! /thesauri List thesauri
GO! /thesauri/{tid}?${counted} Get a thesaurus
GP! /thesauri/{tid}/keywords/search?${keywordSearch}&od Search the keywords of a thesaurus
GO /thesauri/{tid}/keywords/{kid} Get a keyword of a thesaurus
GO! /keywords/{kid}?${keywordPart} Get a keyword
GP! ${group}/keywords/search?${keywordSearch},count.group&od&th Search the keywords${ofGroup}
uL /thesauri/{tid}/keywords?text Find a keyword by its text
# Reference lists
GO /licenses/{lid} Get a license
GO /specifications/{sid} Get a specification
GL+ /link-kinds List link kinds
uL /coordinate-systems List coordinate systems
uO /coordinate-systems/{code} Get a coordinate system
uL /formats List formats
uL /formats/{type} List the formats of a resource type
uO /formats/{code} Get a format
uP /formats/resource/search?q.plain&_limit.formats&_offset Search formats
uL /directives List directives
# Account and users
UO+ /account?_include=_abilities Get the profile of the user
UL /account/memberships List the workgroups of the user
uL /users?_include=memberships List users
uO /users/{id} Get a user
uL /users/{id}/memberships List the workgroups of a user
# Workgroups
UO /contacts/{id} Get a contact
UO ${group}?_include=_abilities,contact,limits Get a workgroup
UL ${group}/contacts?_include=count List the address book${ofGroup}
UL ${group}/invitations List the invitations${ofGroup}
UL ${group}/memberships List the members${ofGroup}
UL ${group}/shares List the shares${ofGroup}
UL ${group}/specifications?${counted} List the specifications${ofGroup}
UO ${group}/statistics Get the statistics${ofGroup}
uO ${group}/statistics/tag/{tag.group} Get the statistics${ofGroup} by tag
uL /groups?_include=_abilities,limits List workgroups
uP ${group}/resources/search?${search} Search the metadata${ofGroup}
uL ${group}/catalogs?${counted} List the catalogs${ofGroup}
uO ${group}/catalogs/{id}?${counted} Get a catalog
uL ${group}/licenses?${counted} List the licenses${ofGroup}
uL ${group}/data-sources List the data sources${ofGroup}
uO ${group}/data-sources/{id} Get a data source
uL ${group}/coordinate-systems List the coordinate systems${ofGroup}
uO ${group}/coordinate-systems/{code} Get a coordinate system${ofGroup}
uO ${group}/limits Get the limits${ofGroup}
uO /invitations/{id} Get an invitation
uL ${group}/applications List the applications${ofGroup}
uL /applications?_include=_abilities List applications
uO /applications/{id}?_include=_abilities,groups Get an application
uL /applications/{id}/groups List the workgroups of an application
# Platform and sign-in
NO+ /about Get the version of the API
nO /about/database Get the version of the database
NO id:/about Get the version of the identity server
NR id:/oauth/authorize?response_type&client_id&redirect_uri&state Sign in, in a browser
BO+ POST id:/oauth/token?grant_type&code&redirect_uri&refresh_token Get a token`;

/**
 * Name, kind, page of the documentation (`-`: no page), English line. Kind: text, id, list, a range for a
 * number, or the values. A parameter that differs between routes has several lines: a point follows its name.
 */
export const parameterTable = `
q text filtering Words and filters, separated by spaces
q.plain text - Text to search for
s id segregate#search_filter_share ID of the share to search in
_id list idslist#_id IDs of the resources or keywords to return${withCommas}
_tag list - Tags of the keywords to return${withCommas}
th list - IDs of the thesauri to search in${withCommas}
_include list - Parts to include${withCommas}
_limit 0-100 ${limit} (0 to 100, default 20)
_limit.keywords 0- ${limit} (default 20)
_limit.formats 0- ${limit} (default 10)
_offset 0- pagination#offset Number of results to skip
ob text ordering#ob Sort by
od asc,desc ordering#od Sort direction (default: descending)
box text geographic#bbox Bounding box in degrees: west,south,east,north
geo text geographic#geo Geometry as WKT, in degrees
rel contains,disjoint,equals,intersects,overlaps,within geographic#georel Spatial relation to box or geo (default: intersects)
_lang fr,en,es,pt - Language of the labels (default: French)
proxyUrl text - Address of a proxy
text text - Text of the keyword
response_type code,token - Answer type: code or token
client_id text - ID of the application
redirect_uri text - Address that receives the answer, as registered
state text - Value to return unchanged
grant_type client_credentials,authorization_code,refresh_token - OAuth grant
refresh_token text - Refresh token
id id - ID
rid id - ID of the resource
sid id - ID
gid id - ID of the workgroup
tid id - ID of the thesaurus
kid id - ID of the keyword
lid id - ID
oid id - ID of the operation
name text - Name of the attribute
code text - Code
type text - Type
tag ${statistic} - Kind of tag
tag.group ${statistic},catalog,owner - Kind of tag`;

/** The meaning of values whose names don't explain it. It must be true for each parameter with this value. */
export const valueTable = `
relevance Relevance
title Title
_created Creation date of the metadata
_modified Last change of the metadata
created Creation date of the data
modified Last change of the data
text Text of the keyword
count.isogeo Number of uses in Isogeo
count.group Number of uses in the workgroup
asc Ascending
desc Descending
contains ${extent} contains yours
disjoint ${extent} and yours have nothing in common
equals ${extent} equals yours
intersects ${extent} and yours meet
overlaps ${extent} overlaps yours
within ${extent} is within yours
_abilities Permissions
_creator Workgroup that owns the resource
conditions Conditions of use
contacts Contacts and their roles
coordinate-system Coordinate system
events History
feature-attributes Attributes of a vector dataset
keywords Keywords and themes
layers Layers of a service
limitations Limitations
links Links
operations Operations of a service
serviceLayers Service layers that publish a dataset
specifications Specifications and conformity
translations Translations
context Context
tags Tags
count Usage counts
thesaurus Thesaurus of the keyword
dataset Vector or raster dataset
vector-dataset Vector dataset
raster-dataset Raster dataset
no-geo-dataset Dataset without geometry
service Service
resource Document or other resource
download Download
view View
other Other link
manual Entered in Isogeo
auto Harvested by CSW`;

/**
 * The filters of `q`: prefix, closed values or `~` and an example, anchor in the documentation (`-`: no
 * anchor), English line. A `~` before the prefix: the tags of a search contain its values. A longer prefix
 * comes before a shorter one with the same beginning.
 */
export const filterTable = `
type dataset,vector-dataset,raster-dataset,no-geo-dataset,service,resource type Kind of resource
action download,view,other action Has a link with this action
provider manual,auto provider Origin of the metadata
~format ~shp format Format of the data
~coordinate-system ~2154 srs Coordinate system of the data (EPSG code)
~owner ~{id} owner Workgroup that owns the resource
~keyword:isogeo ~environnement keyword Keyword of the Isogeo thesaurus
~keyword:inspire-theme ~buildings keyword INSPIRE theme
~keyword:group-theme ~{code} keyword Theme of a workgroup
~contact:group ~{id} - Workgroup as a contact
~contact ~{group}:{id} - Contact of a workgroup’s address book
~license:isogeo ~{id} - License shared by all workgroups
~license ~{group}:{id} - License of a workgroup
~catalog ~{id} - Catalog
data-source ~{id} - Data source the metadata was harvested from
name ~{name} name Technical name of the data
path ~{path} path Location of the data
has-no action,format,keyword,coordinate-system,keyword:inspire-theme,catalog,contact,license - Lacks this information`;
